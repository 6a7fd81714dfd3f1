{ ... }: { members = { inner = { }: 1; }; }
