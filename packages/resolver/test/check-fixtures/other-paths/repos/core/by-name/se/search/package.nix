{ }:
[
  (import <nixpkgs> { })
  <nixpkgs/lib>
  (import <nix/fetchurl.nix>)
]
