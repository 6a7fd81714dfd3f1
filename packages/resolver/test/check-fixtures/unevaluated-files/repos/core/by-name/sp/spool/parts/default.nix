{ lib }: lib.foldl (all: one: all // import (./. + "/${one}.nix")) { } [ "hidden" ]
