{ greet }: greet
