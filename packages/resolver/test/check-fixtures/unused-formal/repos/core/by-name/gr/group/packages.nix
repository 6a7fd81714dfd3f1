{ lib, ... }: { one = { stdenv }: 1; two = { lib }: lib.x { inner = { unused }: 1; }; }
