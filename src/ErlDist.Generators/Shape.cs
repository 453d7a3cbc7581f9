using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>The Erlang shape that an attribute declares.</summary>
internal enum Shape
{
    Tuple,
    Record,
    Keyed,
    Enum,
    Union,
}
