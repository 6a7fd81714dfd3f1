{ }: with builtins; toString currentTime
