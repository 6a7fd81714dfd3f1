def balloon(text): return " " + "_" * (len(text) + 2) + "\n< " + text + " >\n " + "-" * (len(text) + 2)
def cow(): return "        \\   ^__^\n         \\  (oo)\\_______\n            (__)\\       )\\/\\\n                ||----w |\n                ||     ||"
def say(text): return balloon(text) + "\n" + cow()
