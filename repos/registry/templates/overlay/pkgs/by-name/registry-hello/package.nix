# A package of its own: its name is its folder's.
{ hello }: hello
