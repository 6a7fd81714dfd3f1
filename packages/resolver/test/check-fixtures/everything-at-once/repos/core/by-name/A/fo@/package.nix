{ unused }: [ <nixpkgs> "\." ]
