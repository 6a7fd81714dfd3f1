{ stdenv, ... }: 1
