using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using Akka.Configuration;
using ErlDist;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Which types Akka serializes by <see cref="EtfSerializer"/>: Erlang's own, declared ones, and those .NET values whose type the
/// default serializer would lose or that may hold terms. What members of a cluster send each other of the last kind is still
/// written by the default serializer.
/// </summary>
internal static class EtfBindings
{
    private const string Name = "erl-etf";

    private static readonly Type[] s_own = [typeof(Term), typeof(GenServerCall), typeof(GenServerCast)];

    private static readonly Type[] s_natural =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(uint), typeof(ulong), typeof(Int128), typeof(UInt128),
        typeof(BigInteger), typeof(float), typeof(double), typeof(ReadOnlyMemory<byte>), typeof(Memory<byte>), typeof(ArraySegment<byte>),
        typeof(ITuple), typeof(IList), typeof(IDictionary), typeof(ICollection),
    ];

    // No form in Erlang: bound so that it is noticed before JSON makes text or numbers of them.
    private static readonly Type[] s_undeclared =
    [
        typeof(Enum), typeof(char), typeof(decimal), typeof(Guid), typeof(Uri), typeof(Version),
        typeof(TimeSpan), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
    ];

    /// <summary>The bindings of all types that have a form in Erlang, or must be noticed to have none.</summary>
    /// <param name="serializer">The serializer.</param>
    public static Config All(Type serializer) => ConfigurationFactory.ParseString(
        $$"""akka.actor.serializers.{{Name}} = "{{TypeName(serializer)}}" """)
        .WithFallback(For([.. s_own, .. s_natural, .. s_undeclared]));

    /// <summary>Bindings of some types, as HOCON.</summary>
    public static Config For(IEnumerable<Type> types) => ConfigurationFactory.ParseString(
        $"akka.actor.serialization-bindings {{ {string.Join('\n', types.Select(type => $"\"{TypeName(type)}\" = {Name}"))} }}");

    private static string TypeName(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
