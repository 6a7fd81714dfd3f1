import nix
import sys

if len(sys.argv) == 2: print("hash:", nix.hash(sys.argv[1]))
if len(sys.argv) == 3: print("equal" if nix.equal(sys.argv[1], sys.argv[2]) else "different")
