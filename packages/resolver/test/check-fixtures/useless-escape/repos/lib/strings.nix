{ dots = "\."; }
