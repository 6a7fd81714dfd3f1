#!/usr/bin/env nix-build
{ }: "zlib"
