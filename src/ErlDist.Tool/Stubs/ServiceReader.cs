using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Stubs;

/// <summary>Reads the services of an assembly from its metadata; none of its code runs.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MetadataOnly.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = MetadataOnly.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = MetadataOnly.Reason)]
internal sealed class ServiceReader
{
    private readonly Dictionary<string, string> _docs = [];

    private ServiceReader(string path)
    {
        string xml = Path.ChangeExtension(path, ".xml");
        if (File.Exists(xml))
        {
            foreach (XElement member in XDocument.Load(xml).Descendants("member"))
            {
                string text = string.Join(' ', (member.Element("summary")?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                _docs[(string?)member.Attribute("name") ?? ""] = text;
            }
        }
    }

    public static IReadOnlyList<StubService> Read(string path)
    {
        string[] beside = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.dll");
        string[] runtime = Directory.GetFiles(RuntimeDirectory(), "*.dll");
        string[] own = Directory.GetFiles(AppContext.BaseDirectory, "*.dll");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var context = new MetadataLoadContext(new PathAssemblyResolver(((string[])[.. beside, .. own, .. runtime]).Where(file => names.Add(Path.GetFileName(file)))));
        var reader = new ServiceReader(path);
        return [.. context.LoadFromAssemblyPath(path).GetTypes()
            .Where(type => type.Find("ErlServiceAttribute") is not null || (type.IsClass && type.Find("ErlModuleAttribute") is not null))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(reader.Read)];
    }

    /// <summary>Where the base library is, which types are made of. As native code this program has none of its own.</summary>
    private static string RuntimeDirectory()
    {
        string own = RuntimeEnvironment.GetRuntimeDirectory();
        if (File.Exists(Path.Combine(own, "System.Runtime.dll")))
        {
            return own;
        }

        string dotnet = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        IEnumerable<string?> roots = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => new FileInfo(Path.Combine(directory, dotnet))).Where(file => file.Exists)
            .Select(file => (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName).Select(Path.GetDirectoryName)
            .Prepend(Environment.GetEnvironmentVariable("DOTNET_ROOT"));
        return roots.OfType<string>().Select(root => new DirectoryInfo(Path.Combine(root, "shared", "Microsoft.NETCore.App"))).Where(d => d.Exists)
            .SelectMany(d => d.GetDirectories()).Where(d => Version.TryParse(d.Name, out _)).MaxBy(d => Version.Parse(d.Name))?.FullName
            ?? throw new UsageException("stubs reads an assembly with the base library of .NET, and finds none: install the .NET runtime, or set DOTNET_ROOT.");
    }

    private StubService Read(Type type)
    {
        var specs = new SpecReader();
        string name = type.IsInterface && type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name[1..] : type.Name;
        IEnumerable<MethodInfo> methods = TypesOf(type)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsSpecialName && m.Find("ErlIgnoreAttribute") is null && (!m.IsVirtual || (m.Attributes & MethodAttributes.NewSlot) != 0))
            .Where(m => type.IsInterface || m.Name is not ("Dispose" or "DisposeAsync") || m.GetParameters().Length > 0 || !type.GetInterfaces().Any(IsForDisposal))
            .DistinctBy(m => (type.IsInterface ? m.DeclaringType : null, m.Name, string.Join(',', m.GetParameters().Select(p => p.ParameterType))));
        StubMethod[] read = [.. methods.Select(m => Read(m, specs))];
        return new StubService(name, type.Find("ErlModuleAttribute")?.Argument(), Doc($"T:{NameInDocs(type)}"), read, specs.Types);
    }

    /// <summary>As the generator goes through them: interfaces, or the classes of its assembly, that it inherits from.</summary>
    private static IEnumerable<Type> TypesOf(Type type)
    {
        if (type.IsInterface)
        {
            return type.GetInterfaces().Where(i => !IsForDisposal(i)).Prepend(type);
        }

        List<Type> types = [];
        for (Type? t = type; t is not null && t.Assembly == type.Assembly; t = t.BaseType)
        {
            types.Add(t);
        }

        return types;
    }

    private static bool IsForDisposal(Type type) => type.FullName is "System.IDisposable" or "System.IAsyncDisposable";

    private static string? NameInDocs(Type type) => type.FullName?.Replace('+', '.');

    private StubMethod Read(MethodInfo method, SpecReader specs)
    {
        CustomAttributeData? cast = method.Find("ErlCastAttribute"), call = method.Find("ErlCallAttribute");
        string plain = method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name.Length > 5 ? method.Name[..^5] : method.Name;
        bool isStream = method.ReturnType.Name == "IAsyncEnumerable`1";
        bool isTask = method.ReturnType.Name is "Task" or "ValueTask" or "Task`1" or "ValueTask`1" || isStream;
        Type? result = !isTask ? method.ReturnType.FullName == "System.Void" ? null : method.ReturnType : method.ReturnType.GenericTypeArguments.FirstOrDefault();
        bool isOk = call?.Named("Reply") is 1;
        Spec value = result is null ? new Spec.Atom("ok") : specs.Read(result, method.ReturnParameter.Find("ErlAsAttribute").Form());
        Spec reply = isOk && result is not null ? new Spec.Tuple([new Spec.Atom("ok"), value]) : value;
        StubParameter[] parameters = [.. method.GetParameters().Where(p => p.ParameterType.FullName != "System.Threading.CancellationToken")
            .Select(p => new StubParameter(p.Name!, p.IsOptional, specs.Read(p.ParameterType, p.Find("ErlAsAttribute").Form(), p.MayBeNull())))];
        int milliseconds = call?.Named("TimeoutMilliseconds") as int? ?? 0;
        return new StubMethod(
            cast?.Argument() ?? call?.Argument() ?? Names.Snake(plain), cast is not null, isStream, parameters, reply,
            milliseconds switch { 0 => "5000", < 0 => "infinity", _ => $"{milliseconds}" }, Doc(DocName(method)));
    }

    private string Doc(string name) => _docs.TryGetValue(name, out string? text) ? text
        : _docs.Where(d => d.Key.StartsWith(name + "(", StringComparison.Ordinal)).Select(d => d.Value).FirstOrDefault() ?? "";

    private static string DocName(MethodInfo method) => $"M:{NameInDocs(method.DeclaringType!)}.{method.Name}";
}
