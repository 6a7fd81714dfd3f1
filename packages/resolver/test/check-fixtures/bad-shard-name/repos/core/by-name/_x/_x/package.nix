{ }: "fine"
