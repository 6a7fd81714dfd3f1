# Functions that know what their arguments are.
rec {
  /**
    Attach formals to a function, in the shape that `builtins.functionArgs`
    reports them. `functionArgs` finds them again.
  */
  setFunctionArgs = f: formals: {
    __functor = _: f;
    __functionArgs = formals;
  };

  /**
    The formals of a function, a functor included: an attribute set from names
    to whether there is a default. `{ }` where the argument is not destructured.
  */
  functionArgs =
    f:
    if f ? __functor then
      f.__functionArgs or (functionArgs (f.__functor f))
    else
      builtins.functionArgs f;

  /**
    Whether a value can be called: a function, or an attribute set that has a
    `__functor` which, given that set, can be.
  */
  isFunction = f: builtins.isFunction f || (f ? __functor && isFunction (f.__functor f));

  /**
    Give a function the formals of another one.
  */
  mirrorFunctionArgs =
    f:
    let
      formals = functionArgs f;
    in
    g: setFunctionArgs g formals;

  /**
    A function as it is; anything else as a function that ignores its argument.
  */
  toFunction = value: if isFunction value then value else _: value;

  /**
    Read a JSON file.
  */
  importJSON = path: builtins.fromJSON (builtins.readFile path);
}
