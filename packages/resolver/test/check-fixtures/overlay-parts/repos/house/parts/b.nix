final: prev: { a = 1; }
