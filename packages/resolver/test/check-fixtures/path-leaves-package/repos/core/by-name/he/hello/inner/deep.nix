[ ../package.nix ./. ../../../../../python/by-name ]
