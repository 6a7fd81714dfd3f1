final: prev: { hello = 1; }
