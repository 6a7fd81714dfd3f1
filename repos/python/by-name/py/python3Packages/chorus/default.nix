{
  cowsay,
  python3,
  voices,
}:
python3.buildModule {
  pname = "chorus";
  src = ./src;
  requires = [ cowsay ];
  arguments = [ voices ];
  description = "${toString voices} cows that say the same";
}
