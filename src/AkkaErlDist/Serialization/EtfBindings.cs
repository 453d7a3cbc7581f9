using Akka.Configuration;
using ErlDist.Terms;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Which types Akka serializes by <see cref="EtfSerializer"/>: Erlang's own, and nothing of .NET's, so that what members of a
/// cluster send each other stays as it is.
/// </summary>
internal static class EtfBindings
{
    private const string Name = "erl-etf";

    /// <summary>The serializer and its bindings, as HOCON.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString(
        $$"""
          akka.actor {
            serializers.{{Name}} = "{{TypeName(typeof(EtfSerializer))}}"
            serialization-bindings {
              "{{TypeName(typeof(Term))}}" = {{Name}}
              "{{TypeName(typeof(GenServerCall))}}" = {{Name}}
              "{{TypeName(typeof(GenServerCast))}}" = {{Name}}
            }
          }
          """);

    private static string TypeName(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
