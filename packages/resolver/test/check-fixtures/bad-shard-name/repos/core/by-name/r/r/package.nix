{ }: "one letter: fine"
