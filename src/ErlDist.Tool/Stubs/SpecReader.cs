using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ErlDist.Tool.Stubs;

/// <summary>What .NET's types and declared ones are in specs of Erlang and Elixir.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MetadataOnly.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = MetadataOnly.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = MetadataOnly.Reason)]
internal sealed class SpecReader
{
    private static readonly Spec s_integer = new Spec.Basic("integer()", "integer()");
    private static readonly Spec s_float = new Spec.Basic("float()", "float()");
    private static readonly Spec s_text = new Spec.Basic("binary()", "String.t()");
    private static readonly Spec s_binary = new Spec.Basic("binary()", "binary()");
    private static readonly Spec s_atom = new Spec.Basic("atom()", "atom()");
    private static readonly Spec s_term = new Spec.Basic("term()", "term()");

    /// <summary>Erlang's own types, which no module can define anew.</summary>
    private static readonly HashSet<string> s_builtIn =
    [
        "any", "arity", "atom", "binary", "bitstring", "bool", "boolean", "byte", "char", "dynamic", "float", "fun", "function", "identifier", "integer", "iodata",
        "iolist", "list", "map", "maybe_improper_list", "mfa", "module", "neg_integer", "nil", "no_return", "node", "non_neg_integer", "none",
        "nonempty_binary", "nonempty_bitstring", "nonempty_improper_list", "nonempty_list", "nonempty_maybe_improper_list", "nonempty_string", "number",
        "pid", "port", "pos_integer", "product", "range", "record", "reference", "string", "term", "timeout", "tuple", "union",
    ];

    private readonly SortedDictionary<string, Spec> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = [];

    /// <summary>The declared types that were met.</summary>
    public IReadOnlyDictionary<string, Spec> Types => _types;

    public Spec Read(Type type, string form = "Default", bool mayBeNull = false, string none = "undefined")
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1")
        {
            return new Spec.Union([Read(type.GenericTypeArguments[0], form, none: none), new Spec.Atom(none)]);
        }

        Spec spec = Natural(type, form) ?? Collection(type, form, none) ?? Declared(type, none);
        return mayBeNull ? new Spec.Union([spec, new Spec.Atom(none)]) : spec;
    }

    private static Spec? Natural(Type type, string form) => type.FullName switch
    {
        "System.Boolean" => new Spec.Basic("boolean()", "boolean()"),
        "System.Byte" or "System.SByte" or "System.Int16" or "System.UInt16" or "System.Int32" or "System.UInt32" or "System.Int64" or "System.UInt64"
            or "System.Int128" or "System.UInt128" or "System.Numerics.BigInteger" or "System.TimeSpan" => s_integer,
        "System.Double" or "System.Single" => s_float,
        "System.String" => form switch { "Atom" => s_atom, "CharList" => new Spec.Basic("string()", "charlist()"), _ => s_text },
        "System.Uri" or "System.Version" or "System.Guid" => s_text,
        "System.Decimal" => form == "Text" ? s_text : Struct("Decimal", "Decimal.t()"),
        "System.DateTime" => Time(form, new Spec.Union([Struct("DateTime", "DateTime.t()"), Struct("NaiveDateTime", "NaiveDateTime.t()")])),
        "System.DateTimeOffset" => Time(form, Struct("DateTime", "DateTime.t()")),
        "System.DateOnly" => form == "Erlang" ? new Spec.Basic("calendar:date()", ":calendar.date()") : Struct("Date", "Date.t()"),
        "System.TimeOnly" => form == "Erlang" ? new Spec.Basic("calendar:time()", ":calendar.time()") : Struct("Time", "Time.t()"),
        "ErlDist.Mapping.ErlRange" => Struct("Range", "Range.t()"),
        "System.Byte[]" when form != "List" => s_binary,
        "System.ReadOnlyMemory`1" => s_binary,
        "ErlDist.Pid" or "Akka.Actor.IActorRef" => new Spec.Basic("pid()", "pid()"),
        "ErlDist.Reference" => new Spec.Basic("reference()", "reference()"),
        "ErlDist.Atom" => s_atom,
        "ErlDist.Term" => s_term,
        _ when type.BaseType?.FullName == "ErlDist.Term" => s_term,
        _ => null,
    };

    private static Spec Time(string form, Spec usual) => form switch
    {
        "Default" => usual,
        "Erlang" => new Spec.Basic("calendar:datetime()", ":calendar.datetime()"),
        _ => s_integer,
    };

    private static Spec.Basic Struct(string module, string elixir) => new($"#{{'__struct__' := 'Elixir.{module}', atom() => term()}}", elixir);

    private Spec? Collection(Type type, string form, string none)
    {
        if (type.IsArray)
        {
            return new Spec.List(Read(type.GetElementType()!, form == "List" ? "Default" : form, none: none));
        }

        if (type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) != true || !type.IsGenericType)
        {
            return null;
        }

        Type[] arguments = type.GenericTypeArguments;
        if (arguments.Length == 2)
        {
            bool isList = form == "KeywordList";
            Spec key = Read(arguments[0], isList && arguments[0].FullName == "System.String" ? "Atom" : "Default", none: none);
            Spec value = Read(arguments[1], isList ? "Default" : form, none: none);
            return isList ? new Spec.List(new Spec.Tuple([key, value])) : new Spec.Map(key, value);
        }

        bool isSet = type.Name.Contains("Set`", StringComparison.Ordinal) && form != "List";
        return isSet ? Struct("MapSet", "MapSet.t()") : new Spec.List(Read(arguments[0], form == "List" ? "Default" : form, none: none));
    }

    private Spec Declared(Type type, string none)
    {
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return new Spec.Tuple([.. type.GenericTypeArguments.Select(t => Read(t, none: none))]);
        }

        switch (type.IsGenericType ? type.GetGenericTypeDefinition().FullName : "")
        {
            case "ErlDist.Mapping.ErlResult`1":
                return new Spec.Union([new Spec.Tuple([new Spec.Atom("ok"), Read(type.GenericTypeArguments[0])]), new Spec.Tuple([new Spec.Atom("error"), s_term])]);
            case "ErlDist.Mapping.ErlOption`1":
                return new Spec.Union([Read(type.GenericTypeArguments[0]), new Spec.Atom(none)]);
        }

        if (type.Shape() is not { } shape)
        {
            return s_term;
        }

        string key = type.ToString();
        if (!_names.TryGetValue(key, out string? name))
        {
            string plain = Names.Snake(type.Name.Split('`')[0]) + string.Concat(type.GenericTypeArguments.Select(t => "_of_" + Names.Snake(t.Name.Split('`')[0])));
            name = Names.Apart([plain], s_builtIn.Concat(_types.Keys)).Single();
            _names[key] = name;
            _types[name] = s_term; // Types may refer to themselves.
            _types[name] = Shape(type, shape);
        }

        return new Spec.Named(name);
    }

    private Spec Shape(Type type, CustomAttributeData shape)
    {
        string attribute = shape.AttributeType.Name;
        string none = (shape.Named("NullAs") ?? (attribute == "ElixirStructAttribute" ? 1 : 0)) is 1 ? "nil" : "undefined";
        if (attribute == "ErlAtomAttribute")
        {
            Spec atoms = new Spec.Union([.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f => new Spec.Atom(f.Find("ErlAtomNameAttribute")?.Argument() ?? Names.Snake(f.Name)))]);
            return type.GetCustomAttributesData().Any(a => a.AttributeType.FullName == "System.FlagsAttribute") ? new Spec.List(atoms) : atoms;
        }

        if (attribute == "ErlNativeRecordAttribute")
        {
            return s_term; // Compilers before OTP 29 know no type of them.
        }

        if (attribute == "ErlUnionAttribute")
        {
            return new Spec.Union([.. type.Assembly.GetTypes().Where(t => !t.IsAbstract && t != type && type.IsAssignableFrom(t) && t.Shape() is not null).Select(t => Declared(t, none))]);
        }

        (PropertyInfo Property, string Key, Spec Type, bool IsOptional)[] members = [.. MembersOf(type).Select(p => (
            p.Property, (p.Property.Find("ErlKeyAttribute") ?? p.Parameter?.Find("ErlKeyAttribute"))?.Argument() ?? Names.Snake(p.Property.Name),
            Read(p.Property.PropertyType, (p.Property.Find("ErlAsAttribute") ?? p.Parameter?.Find("ErlAsAttribute")).Form(), p.Property.MayBeNull(), none),
            p.Parameter?.IsOptional == true || p.Property.MayBeNull()))];
        if (attribute is "ErlTupleAttribute" or "ErlRecordAttribute")
        {
            return new Spec.Tuple([new Spec.Atom(shape.Argument() ?? ""), .. members.Select(m => m.Type)]);
        }

        if (attribute == "ErlKeywordListAttribute")
        {
            return new Spec.List(new Spec.Union([.. members.Select(m => new Spec.Tuple([new Spec.Atom(m.Key), m.Type]))]));
        }

        bool isText = shape.Named("StringKeys") is true;
        const string Elixir = "Elixir.";
        string module = shape.Argument() ?? "";
        IEnumerable<(string, bool, bool, Spec)> pairs = members.Select(m => (m.Key, isText, m.IsOptional, m.Type));
        return new Spec.Fields([.. attribute == "ElixirStructAttribute" ? pairs.Prepend(("__struct__", false, false, new Spec.Atom(module.StartsWith(Elixir, StringComparison.Ordinal) ? module : Elixir + module))) : pairs]);
    }

    private static IEnumerable<(PropertyInfo Property, ParameterInfo? Parameter)> MembersOf(Type type)
    {
        IEnumerable<(PropertyInfo, ParameterInfo?)> inherited = type.BaseType is { Namespace: not "System" } parent ? MembersOf(parent) : [];
        ParameterInfo[] parameters = [.. type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).SelectMany(c => c.GetParameters())];
        return inherited.Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && p.Find("ErlIgnoreAttribute") is null)
            .Select(p => (Property: p, Parameter: parameters.FirstOrDefault(a => string.Equals(a.Name, p.Name, StringComparison.OrdinalIgnoreCase))))
            .Where(m => m.Parameter is not null || m.Property.SetMethod is not null || m.Property.Find("ErlComputedAttribute") is not null));
    }
}
