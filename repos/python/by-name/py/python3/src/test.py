# What Python makes of this is in test.expected.
import sys

def factorial(n): return n * factorial(n - 1) if n > 1 else 1
def fibonacci(n): return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
print(factorial(20), fibonacci(15), 2 ** 10, -7 // 2, -7 % 3)

list = [1, 2, "a"]
print(len(list), list[2], list[-1], "b" in list, "lo" in "hello", not 0 and 5)
for i in range(2, 5): print(i, "*" * i)
if 1 == 2: print("no")
if "a" < "b": print('yes # no comment')  # a comment
print((1 + 2) * 3, None or "left out", 0 and 1 // 0)
print(len(sys.argv), sys.argv[1])
print("<" + " a b \n".strip() + ">")
