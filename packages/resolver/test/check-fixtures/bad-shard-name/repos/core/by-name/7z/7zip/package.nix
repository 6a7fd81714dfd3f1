{ }: "a digit is fine, Nix wants it quoted"
