using System.Text.RegularExpressions;

namespace ErlDist.Tool.Stubs;

/// <summary>The Elixir module of a service.</summary>
internal sealed partial class ElixirStub(StubService service, string source)
{
    /// <summary>What Elixir does not let a module define; such a function gets an underscore.</summary>
    private static readonly HashSet<string> s_reserved =
    [
        "quote", "unquote", "case", "cond", "fn", "for", "import", "alias", "require", "receive", "super", "try", "with", "do", "end", "and", "or", "not",
        "in", "when", "true", "false", "nil", "after", "else", "rescue", "catch",
    ];

    public string Text => $""""
        # Written by erldist stubs from {source}; it is written anew when the service changes.
        defmodule {service.ElixirModule} do
          @moduledoc """
          {Escape(service.Doc.Length > 0 ? service.Doc : $"Calls {service.Name}.")}
          """

        {string.Concat(service.Types.Select(t => $"  @type {TypeName(t.Key)} :: {Format(t.Value)}\n"))}
        {string.Join("\n", Functions().Select(f => Function(f.Method, f.Arity)))}end

        """";

    private IEnumerable<(StubMethod Method, int Arity)> Functions() => service.Methods.SelectMany(m =>
        Enumerable.Range(m.Parameters.Count(p => !p.IsOptional), m.Parameters.Count(p => p.IsOptional) + 1).Select(arity => (m, arity)));

    private string Function(StubMethod method, int arity)
    {
        StubParameter[] parameters = [.. method.Parameters.Take(arity)];
        string name = Name(method.Name);
        string target = service.Module is null ? "server" : "node";
        string variables = string.Join(", ", Names.Apart(parameters.Select(p => Name(Names.Snake(p.Name))), target));
        string request = arity == 0 ? Atom(method.Name) : $"{{{Atom(method.Name)}, {variables}}}";
        string reply = method.IsCast ? ":ok" : method.IsStream ? "{:ok, term()} | {:error, term()}" : $"{Format(method.Reply)} | {{:error, term()}}";
        string types = string.Join(", ", parameters.Select(p => Format(p.Type)).Prepend(service.Module is null ? "GenServer.server()" : "node()"));
        string body = service.Module is not null ? $":erpc.call(node, {Atom(service.Module)}, {Atom(method.Name)}, [{variables}])"
            : method.IsCast ? $"GenServer.cast(server, {request})"
            : method.IsStream ? $"ErlStream.open(server, {request})"
            : $"GenServer.call(server, {request}, {(method.Timeout == "infinity" ? ":infinity" : method.Timeout)})";
        return $""""
              @doc """
              {Escape(method.Doc.Length > 0 ? method.Doc : method.Name)}
              """
              @spec {name}({types}) :: {reply}
              def {name}({target}{(variables.Length > 0 ? ", " + variables : "")}), do: {body}

            """";
    }

    private static string Format(Spec spec) => spec switch
    {
        Spec.Basic basic => basic.Elixir,
        Spec.Atom atom => Atom(atom.Name),
        Spec.List list => $"[{Format(list.Element)}]",
        Spec.Tuple tuple => $"{{{string.Join(", ", tuple.Elements.Select(Format))}}}",
        Spec.Map map => $"%{{optional({Format(map.Key)}) => {Format(map.Value)}}}",
        Spec.Fields { Pairs: [(_, true, _, _), ..] } => "%{optional(String.t()) => term()}",
        Spec.Fields fields => $"%{{{string.Join(", ", fields.Pairs.Select(p => $"{(p.IsOptional ? "optional" : "required")}({Atom(p.Key)}) => {Format(p.Type)}"))}}}",
        Spec.Union { Cases.Count: 0 } => "no_return()",
        Spec.Union union => string.Join(" | ", union.Cases.Select(Format)),
        Spec.Named named => $"{TypeName(named.Name)}()",
        _ => "term()",
    };

    private static string Atom(string name) => Alias().IsMatch(name) ? name["Elixir.".Length..]
        : name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? ":" + name
        : $":\"{Escape(name)}\"";

    private static string Name(string name)
    {
        string plain = new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? char.ToLowerInvariant(c) : '_')]);
        return s_reserved.Contains(plain) ? plain + "_" : char.IsAsciiLetterLower(plain.FirstOrDefault()) ? plain : "f_" + plain;
    }

    /// <summary>Not the names of Elixir's own types.</summary>
    private static string TypeName(string name) => Name(name) + "_t";

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("#{", "\\#{", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    [GeneratedRegex(@"^Elixir(\.[A-Z][A-Za-z0-9_]*)+\z")]
    private static partial Regex Alias();
}
