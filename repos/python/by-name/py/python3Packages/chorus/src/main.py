import chorus
import sys

print(chorus.sing(sys.argv[2] if len(sys.argv) > 2 else "Moo", int(sys.argv[1])))
