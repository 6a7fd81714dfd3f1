import hello
import sys

print(hello.greeting(sys.argv[1] if len(sys.argv) > 1 else "world"))
