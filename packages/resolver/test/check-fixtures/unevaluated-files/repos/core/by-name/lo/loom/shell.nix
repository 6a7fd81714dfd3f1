{ pkgs ? import <nixpkgs> { } }: pkgs.mkShell { packages = [ (import ../../.. { }) ]; }
