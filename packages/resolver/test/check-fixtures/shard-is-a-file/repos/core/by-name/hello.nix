{ }: "hello"
