{ ... }: { hollow = { }; full = { one = { }: 1; }; }
