import cowsay
import hello
import sys

print(cowsay.say(sys.argv[1] if len(sys.argv) > 1 else hello.greeting("world")))
