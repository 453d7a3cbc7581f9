using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>A shape that nothing else may have: the text of it, who has it and where that stands.</summary>
internal sealed record Claim(string Shape, string Owner, Problem Where);
