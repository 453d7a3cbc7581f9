namespace ErlDist.Tool.Stubs;

/// <summary>The Erlang module of a service.</summary>
internal sealed class ErlangStub(StubService service, string source)
{
    public string Text => $"""
        %% Written by erldist stubs from {source}; it is written anew when the service changes.
        {Comment(service.Doc)}-module({Quote(service.ErlangModule)}).

        -export([{string.Join(", ", Functions().Select(f => $"{Quote(f.Method.Name)}/{f.Arity + 1}"))}]).
        -export_type([{string.Join(", ", service.Types.Keys.Select(t => $"{Quote(t)}/0"))}]).

        {string.Concat(service.Types.Select(t => $"-type {Quote(t.Key)}() :: {Format(t.Value)}.\n"))}
        {string.Join("\n", Functions().Select(f => Function(f.Method, f.Arity)))}
        """;

    private IEnumerable<(StubMethod Method, int Arity)> Functions() => service.Methods.SelectMany(m =>
        Enumerable.Range(m.Parameters.Count(p => !p.IsOptional), m.Parameters.Count(p => p.IsOptional) + 1).Select(arity => (m, arity)));

    private string Function(StubMethod method, int arity)
    {
        StubParameter[] parameters = [.. method.Parameters.Take(arity)];
        string target = service.Module is null ? "Server" : "Node";
        string[] names = [.. Names.Apart(parameters.Select(p => Variable(p.Name)), target)];
        string variables = string.Join(", ", names);
        string head = $"{Quote(method.Name)}({string.Join(", ", names.Prepend(target))}) ->";
        string request = arity == 0 ? Quote(method.Name) : $"{{{Quote(method.Name)}, {variables}}}";
        string reply = method.IsCast ? "ok" : method.IsStream ? "{ok, erl_stream:stream()} | {error, term()}" : $"{Format(method.Reply)} | {{error, term()}}";
        string types = string.Join(", ", parameters.Select(p => Format(p.Type)).Prepend(service.Module is null ? "gen_server:server_ref()" : "node()"));
        string body = service.Module is not null ? $"erpc:call(Node, {Quote(service.Module)}, {Quote(method.Name)}, [{variables}])"
            : method.IsCast ? $"gen_server:cast(Server, {request})"
            : method.IsStream ? $"erl_stream:open(Server, {request})"
            : $"gen_server:call(Server, {request}, {method.Timeout})";
        return $"{Comment(method.Doc)}-spec {Quote(method.Name)}({types}) -> {reply}.\n{head}\n    {body}.\n";
    }

    private static string Format(Spec spec) => spec switch
    {
        Spec.Basic basic => basic.Erlang,
        Spec.Atom atom => Quote(atom.Name),
        Spec.List list => $"[{Format(list.Element)}]",
        Spec.Tuple tuple => $"{{{string.Join(", ", tuple.Elements.Select(Format))}}}",
        Spec.Map map => $"#{{{Format(map.Key)} => {Format(map.Value)}}}",
        Spec.Fields { Pairs: [(_, true, _, _), ..] } => "#{binary() => term()}",
        Spec.Fields fields => $"#{{{string.Join(", ", fields.Pairs.Select(p => $"{Quote(p.Key)} {(p.IsOptional ? "=>" : ":=")} {Format(p.Type)}"))}}}",
        Spec.Union { Cases.Count: 0 } => "none()",
        Spec.Union union => string.Join(" | ", union.Cases.Select(Format)),
        Spec.Named named => $"{Quote(named.Name)}()",
        _ => "term()",
    };

    private static string Comment(string doc) => doc.Length > 0 ? $"%% {doc}\n" : "";

    private static string Variable(string name)
    {
        string plain = new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return char.IsAsciiLetter(plain[0]) ? char.ToUpperInvariant(plain[0]) + plain[1..] : "V" + plain;
    }

    private static string Quote(string atom) => Atom.Get(atom).ToString();
}
