{ bar }:
[
  /bar
  ../.
  ./${bar}
]
