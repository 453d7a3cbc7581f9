using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>What is generated for one declaration.</summary>
internal sealed record Generated(
    string HintName, string Source, EquatableList<string> Registrations, EquatableList<Claim> Claims, EquatableList<Problem> Problems)
{
    internal static Generated Of(string name, string source, IEnumerable<string> registrations, IEnumerable<Claim> claims, IEnumerable<Problem> problems) =>
        new(Identifiers.HintName(name), source, new([.. registrations]), new([.. claims]), new([.. problems]));
}
