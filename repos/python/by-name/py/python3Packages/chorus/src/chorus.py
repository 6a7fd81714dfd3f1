import cowsay

def sing(text, voices): return cowsay.say(text) if voices < 2 else cowsay.say(text) + "\n" + sing(text, voices - 1)
