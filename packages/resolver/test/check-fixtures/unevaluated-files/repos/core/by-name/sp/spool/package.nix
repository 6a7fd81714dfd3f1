{ lib }: import ./parts { inherit lib; }
