{ }: ./inside
