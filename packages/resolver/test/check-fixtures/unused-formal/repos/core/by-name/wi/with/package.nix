{ stdenv, lib }: with lib; [ stdenv ]
