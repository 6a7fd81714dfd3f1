{ }: ./link/x
