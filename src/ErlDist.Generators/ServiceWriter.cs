using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>Makes the proxy and the server of an interface, and what exports a module's functions.</summary>
internal sealed class ServiceWriter
{
    private const string Mapping = "global::ErlDist.Mapping.";
    private const string Library = "global::ErlDist.Mapping.Generated.";
    private const string Term = "global::ErlDist.Term";
    private const string Token = "global::System.Threading.CancellationToken";
    private const string Task = "global::System.Threading.Tasks.ValueTask";

    private readonly INamedTypeSymbol _type;
    private readonly string _name;
    private readonly string _class;
    private readonly string? _module;
    private readonly TypeForms _forms;
    private readonly List<ServiceMethod> _methods;
    private readonly List<Problem> _problems = [];

    private ServiceWriter(INamedTypeSymbol type, Compilation compilation)
    {
        _type = type;
        _name = NameOf(type);
        _class = For(type) + "_Service";
        _module = Attributes.Argument<string>(Attributes.Find(type, "ErlModuleAttribute"));
        _forms = new TypeForms(HandCodecs.Of(compilation));
        _methods = ServiceMethod.Of(type);
    }

    private bool IsModule => _module is not null;

    private bool HasProxy => _type.TypeKind == TypeKind.Interface;

    public static Generated Write(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        bool isBoth = Attributes.Find(type, "ErlServiceAttribute") is not null && Attributes.Find(type, "ErlModuleAttribute") is not null;
        return !isBoth ? new ServiceWriter(type, compilation).Write()
            : Generated.Of(For(type), "", [], [], attribute.AttributeClass!.Name == "ErlServiceAttribute" ? [Problem.At(Diagnostics.TwoShapes, type, type.Name, "[ErlService] and [ErlModule]")] : []);
    }

    private Generated Write()
    {
        Check();
        string parts = _problems.Count > 0 ? "" : string.Join("\n", _methods.Select(Parts));
        if (_problems.Count > 0)
        {
            return Generated.Of(_class, "", [], [], _problems);
        }

        string proxy = HasProxy ? $$"""
                internal sealed class Proxy({{Library}}ServiceChannel channel) : {{_name}}
                {
                    private readonly {{Library}}ServiceChannel _channel = channel;

            {{string.Join("\n", _methods.Select(ProxyMethod).Concat(ServiceMethod.Disposals(_type).Select(Disposal)))}}
                }

            """ : "";
        string source = $$"""
            internal static class {{_class}}
            {
            {{parts}}
            {{proxy}}{{(IsModule ? Exports() : Server())}}
            {{string.Join("\n", _forms.Classes)}}
            }
            """;
        List<string> registrations = [];
        if (HasProxy)
        {
            registrations.Add($"{Library}ErlServices.Register<{_name}>(static channel => new {_class}.Proxy(channel), {(IsModule ? "null" : $"static service => new {_class}.Server(service)")});");
        }

        if (IsModule)
        {
            registrations.Add($"{Library}ErlServices.RegisterModule<{_name}>({_class}.Export);");
        }

        return Generated.Of(_class, Declarations.File([source]), registrations, [], []);
    }

    private void Check()
    {
        if (Checks.IsOutOfReach(_type) || _type.IsGenericType)
        {
            _problems.Add(Problem.At(Diagnostics.Unreachable, _type, _type.Name));
        }

        if (_module is { Length: 0 or > 255 })
        {
            _problems.Add(Problem.At(Diagnostics.BadName, _type, _module, _type.Name));
        }

        foreach (ISymbol other in HasProxy ? ServiceMethod.OthersThatAProxyMustHave(_type) : [])
        {
            bool isIgnored = Attributes.Find(other, "ErlIgnoreAttribute") is not null;
            _problems.Add(Problem.At(Diagnostics.BadService, other.Locations.Any(l => l.IsInSource) ? other : _type, $"{_type.Name}.{other.Name}",
                other is not IMethodSymbol ? "a service has methods only"
                : isIgnored ? "[ErlIgnore] leaves a proxy without it: give it a body in the interface, or move it out"
                : "only public methods can be called: make it public, or give it a body in the interface"));
        }

        foreach (ServiceMethod method in _methods)
        {
            if (method.Objection(IsModule) is { } objection)
            {
                _problems.Add(Problem.At(Diagnostics.BadService, method.Symbol, $"{_type.Name}.{method.Symbol.Name}", objection));
            }

            if (_methods.FirstOrDefault(m => m != method && m.Name == method.Name && m.Required <= method.Arguments.Count() && method.Required <= m.Arguments.Count()) is { } twin)
            {
                _problems.Add(Problem.At(
                    Diagnostics.BadService, method.Symbol, $"{_type.Name}.{method.Symbol.Name}",
                    $"nothing tells it from {twin.Symbol.Name}, which is {twin.Arity}, too; give one of them another name with [ErlCall(\"…\")]"));
            }
        }
    }

    /// <summary>A method's arguments, their codec, and what comes back.</summary>
    private string Parts(ServiceMethod method, int i)
    {
        string shape = ArgumentsOf(method, i);
        var writer = new CodecWriter(ShapeModel.OfArguments(_type, method.Symbol, shape, IsModule ? null : method.Name), _forms, $"M{i}Codec");
        string codec = writer.Write();
        _problems.AddRange(writer.Problems);
        string? result = "null";
        if (method.Result is not null && (result = _forms.Of(method.Result, Member.FormOf(method.Symbol.GetReturnTypeAttributes()
            .FirstOrDefault(a => a.AttributeClass?.Name == "ErlAsAttribute")))) is null)
        {
            _problems.Add(Problem.At(
                Diagnostics.UnsupportedMember, method.Symbol, $"The result of {_type.Name}.{method.Symbol.Name}", method.Result.ToDisplayString(), _forms.Advice));
        }

        string fields = string.Join(", ", method.Arguments.Select(p => $"{NameOf(p.Type)} @{p.Name}"));
        return $$"""
                internal readonly struct {{shape}}({{fields}})
                {
            {{string.Join("\n", method.Arguments.Select(p => $"        public readonly {NameOf(p.Type)} @{p.Name} = @{p.Name};"))}}
                }

            {{codec}}
                internal static readonly {{Mapping}}TermCodec<{{shape}}> Request{{i}} = new M{{i}}Codec();
                internal static readonly {{Mapping}}TermCodec<{{method.ResultName}}>? Result{{i}} = {{result}};
                internal static readonly {{Library}}ErlErrors Errors{{i}} = {{Errors(method)}};
                internal static readonly {{Library}}ErlReplies<{{method.ResultName}}> Replies{{i}} = new(Result{{i}}, {{Mapping}}ErlReply.{{method.Reply}}, {{(method.IsRaw ? "true" : "false")}}, Errors{{i}});

            """;
    }

    /// <summary>The struct of a method's arguments, which its parameters are the fields of: none of them may have its name.</summary>
    private static string ArgumentsOf(ServiceMethod method, int i)
    {
        string name = $"M{i}";
        while (method.Arguments.Any(p => p.Name == name))
        {
            name += "_";
        }

        return name;
    }

    private string Errors(ServiceMethod method)
    {
        IEnumerable<AttributeData> errors = Attributes.OfMapping(method.Symbol).Concat(Attributes.OfMapping(_type)).Where(a => a.AttributeClass!.Name == "ErlErrorAttribute");
        return $"new {Library}ErlErrors()" + string.Concat(errors.Select(e => Error(e, method)));
    }

    private string Error(AttributeData attribute, ServiceMethod method)
    {
        var exception = (INamedTypeSymbol)attribute.AttributeClass!.TypeArguments[0];
        string name = NameOf(exception);
        if (Checks.IsOutOfReach(exception))
        {
            _problems.Add(Problem.At(Diagnostics.BadService, method.Symbol, $"{_type.Name}.{method.Symbol.Name}",
                $"[ErlError<{exception.Name}>] names an exception that generated code cannot: make it public or internal"));
            return "";
        }

        if (Attributes.Argument<string>(attribute) is not { } reason)
        {
            if (Attributes.ShapeOf(exception) is null)
            {
                _problems.Add(Problem.At(Diagnostics.BadService, method.Symbol, $"{_type.Name}.{method.Symbol.Name}",
                    $"[ErlError<{exception.Name}>] names no reason, and {exception.Name} has no shape: write [ErlError<{exception.Name}>(\"reason\")] or declare it with [ErlTuple]"));
            }

            return $".With<{name}>()";
        }

        IMethodSymbol[] constructors = [.. exception.InstanceConstructors.Where(c => !exception.IsAbstract && Construction.IsInReach(c))];
        bool takesText = constructors.Any(c => c.Parameters.Length == 1 && c.Parameters[0].Type.SpecialType == SpecialType.System_String);
        bool takesNothing = constructors.Any(c => c.Parameters.Length == 0);
        if (!takesText && !takesNothing)
        {
            _problems.Add(Problem.At(Diagnostics.BadService, method.Symbol, $"{_type.Name}.{method.Symbol.Name}",
                exception.IsAbstract ? $"{exception.Name} is abstract, so none can be thrown: name one that derives from it"
                    : $"{exception.Name} has neither a constructor without parameters nor one with a text that is public or internal"));
        }

        return $".With<{name}>({Literal(reason)}, static () => new {name}({(takesNothing ? "" : Literal(reason))}))";
    }

    private string ProxyMethod(ServiceMethod method, int i)
    {
        string parameters = string.Join(", ", method.Symbol.Parameters.Select(p => $"{NameOf(p.Type)} @{p.Name}"));
        string arguments = $"new {ArgumentsOf(method, i)}({string.Join(", ", method.Arguments.Select(p => "@" + p.Name))})";
        string token = method.Cancellation is { } name ? "@" + name : "default";

        // Told apart from parameters of whatever name.
        string request = $"{_class}.Request{i}", replies = $"{_class}.Replies{i}";
        string call = method.IsCast ? $"this._channel.CastAsync({request}, {arguments}, {token})"
            : method.IsStream ? $"this._channel.StreamAsync({request}, {arguments}, {replies}, {method.Timeout}, {token})"
            : IsModule ? $"this._channel.RpcAsync({Literal(_module)}, {Literal(method.Name)}, {request}, {arguments}, {replies}, {method.Timeout}, {token})"
            : $"this._channel.CallAsync({request}, {arguments}, {replies}, {method.Timeout}, {token})";
        call = (method.Wrapper, HasValue: method.Result is not null, method.IsCast) switch
        {
            ("Task", _, _) => call + ".AsTask()",
            ("ValueTask", false, false) => $"new {Task}({call}.AsTask())",
            ("", true, _) => call + ".AsTask().GetAwaiter().GetResult()",
            ("", false, _) => call + ".AsTask().GetAwaiter().GetResult()",
            _ => call,
        };
        return $"        {NameOf(method.Symbol.ReturnType)} {NameOf(method.Symbol.ContainingType)}.@{method.Symbol.Name}({parameters}) => {call};";
    }

    /// <summary>A proxy holds nothing.</summary>
    private static string Disposal(IMethodSymbol dispose) =>
        $"        {NameOf(dispose.ReturnType)} {NameOf(dispose.ContainingType)}.{dispose.Name}() {(dispose.ReturnsVoid ? "{ }" : "=> default;")}";

    private string Server() => $$"""
            internal sealed class Server({{_name}} service) : {{Library}}ServiceServer
            {
                public override {{Task}}<{{Term}}> CallAsync({{Term}} request, {{Library}}ServiceCaller caller, {{Token}} cancellation)
                {
                    switch (NameOf(request))
                    {
        {{Cases(isCast: false)}}
                        default:
                            throw Unknown({{Literal(_type.Name)}}, {{Literal(Takes(isCast: false))}}, request);
                    }
                }

                public override {{Task}} CastAsync({{Term}} request, {{Token}} cancellation)
                {
                    switch (NameOf(request))
                    {
        {{Cases(isCast: true)}}
                        default:
                            throw Unknown({{Literal(_type.Name)}}, {{Literal(Takes(isCast: true))}}, request);
                    }
                }
            }
        """;

    private string Takes(bool isCast) => _methods.Any(m => m.IsCast == isCast)
        ? (isCast ? "casts " : "calls ") + string.Join(", ", _methods.Where(m => m.IsCast == isCast).Select(m => m.Arity))
        : isCast ? "no casts" : "no calls";

    private string Cases(bool isCast) => string.Join("\n", _methods.Select((m, i) => (m, i)).Where(p => p.m.IsCast == isCast).Select(p => $$"""
                        case {{Literal(p.m.Name)}}{{(_methods.Count(m => m.Name == p.m.Name) > 1 ? $" when ArityOf(request) is >= {p.m.Required} and <= {p.m.Arguments.Count()}" : "")}}:
                        {
                            {{ArgumentsOf(p.m, p.i)}} a = {{Mapping}}ErlTypes.FromTerm(request, Request{{p.i}});
                            return {{Answer(p.m, p.i, "service", ", caller.Scope")}};
                        }
        """));

    /// <summary>Calls the method; of a cast a ValueTask, else one of the reply.</summary>
    private static string Answer(ServiceMethod method, int i, string target, string scope = "")
    {
        string Arguments(string token) => string.Join(", ", method.Symbol.Parameters.Select(p => Member.IsCancellation(p.Type) ? token : $"a.@{p.Name}"));
        string call = $"{target}.@{method.Symbol.Name}({Arguments("cancellation")})";
        if (method.IsStream)
        {
            return $"new {Task}<{Term}>(caller.Stream(token => {target}.@{method.Symbol.Name}({Arguments("token")}), Result{i}!, Errors{i}))";
        }

        if (method.IsCast)
        {
            return method.Wrapper == "Task" ? $"new {Task}({call})" : call;
        }

        string value = (method.Wrapper, HasValue: method.Result is not null) switch
        {
            ("ValueTask", true) => call,
            ("Task", true) or ("", true) => $"new {Task}<{method.ResultName}>({call})",
            ("", false) => $"{{ {call}; return default; }}",
            _ => $"{{ await {call}.ConfigureAwait(false); return default; }}",
        };
        bool isAsync = method.Result is null && method.Wrapper.Length > 0;
        return $"Replies{i}.AnswerAsync({(isAsync ? "async " : "")}() => {value}{scope})";
    }

    private string Exports() => $$"""
            internal static void Export(global::ErlDist.ErlangNode node, {{_name}} instance)
            {
        {{string.Join("\n", _methods.SelectMany((m, i) => Enumerable.Range(m.Required, m.Arguments.Count() - m.Required + 1).Select(arity => $$"""
                node.Export({{Literal(_module)}}, {{Literal(m.Name)}}, {{arity}}, (arguments, cancellation) =>
                {
                    {{ArgumentsOf(m, i)}} a = {{Library}}ErlServices.ArgumentsOf(arguments, Request{{i}});
                    return {{Answer(m, i, m.Symbol.IsStatic ? _name : "instance")}};
                });
        """)))}}
            }
        """;
}
