{ }: ~/.config/hello
