using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ErlDist.Testing.Structure;

/// <summary>
/// What the types of an assembly use of each other, by the folders of their source files, read from the compiled code and its symbols. Lambdas,
/// iterators and async methods count as the type that they are written in. Constants are not seen: the compiler leaves no trace of them.
/// </summary>
public sealed class FolderGraph
{
    /// <summary>The folder of files that lie beside the project file.</summary>
    public const string Root = ".";

    // TypeDefinitionDocuments of the portable PDB format: the source of types that have no code.
    private static readonly Guid s_typeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader _metadata;
    private readonly MetadataReader _symbols;
    private readonly string _project;
    private readonly Dictionary<TypeDefinitionHandle, string> _files = [];
    private readonly HashSet<FolderUse> _uses = [];

    private FolderGraph(PEReader image, MetadataReader symbols, string project)
    {
        _metadata = image.GetMetadataReader();
        _symbols = symbols;
        _project = $"/src/{project}/";
        foreach (TypeDefinitionHandle type in _metadata.TypeDefinitions)
        {
            if (FileOf(type) is { } file)
            {
                _files.TryAdd(OutermostOf(type), file);
            }
        }

        Files = _files.ToDictionary(file => NameOf(file.Key), file => file.Value);
        foreach (TypeDefinitionHandle type in _metadata.TypeDefinitions)
        {
            TypeDefinitionHandle user = OutermostOf(type);
            if (_files.ContainsKey(user))
            {
                var references = new TypeReferences(_metadata, image);
                references.AddType(type);
                AddUses(user, references);
            }
        }
    }

    /// <summary>Each use of a type of another folder, and of other assemblies' types.</summary>
    public IReadOnlyCollection<FolderUse> Uses => _uses;

    /// <summary>The source file of each type that is not nested, by the type's full name; paths begin at the project.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Reads an assembly, which lies beside its symbols.</summary>
    /// <param name="path">The assembly's path.</param>
    /// <param name="project">The project's folder in src.</param>
    public static FolderGraph Read(string path, string project)
    {
        using var image = new PEReader(File.OpenRead(path));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
        return new FolderGraph(image, symbols.GetMetadataReader(), project);
    }

    /// <summary>The folder that a file of <see cref="Files"/> belongs to; folders within one count as it.</summary>
    public static string FolderOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Contains('/', StringComparison.Ordinal) ? file[..file.IndexOf('/', StringComparison.Ordinal)] : Root;
    }

    private void AddUses(TypeDefinitionHandle user, TypeReferences references)
    {
        string from = FolderOf(_files[user]);
        foreach (TypeDefinitionHandle used in references.Own)
        {
            if (_files.TryGetValue(OutermostOf(used), out string? file) && FolderOf(file) is var to && to != from)
            {
                _uses.Add(new FolderUse(from, to, NameOf(user), NameOf(OutermostOf(used))));
            }
        }

        foreach ((string assembly, string name) in references.Foreign)
        {
            _uses.Add(new FolderUse(from, assembly, NameOf(user), name));
        }
    }

    private TypeDefinitionHandle OutermostOf(TypeDefinitionHandle type)
    {
        while (_metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
        {
            type = outer;
        }

        return type;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    private string? FileOf(TypeDefinitionHandle type) => DocumentsOf(type).Select(Within).FirstOrDefault(file => file is not null);

    private IEnumerable<DocumentHandle> DocumentsOf(TypeDefinitionHandle type)
    {
        foreach (MethodDefinitionHandle method in _metadata.GetTypeDefinition(type).GetMethods())
        {
            MethodDebugInformation information = _symbols.GetMethodDebugInformation(method);
            if (!information.Document.IsNil)
            {
                yield return information.Document;
            }
        }

        foreach (CustomDebugInformationHandle handle in _symbols.GetCustomDebugInformation(type))
        {
            CustomDebugInformation information = _symbols.GetCustomDebugInformation(handle);
            if (_symbols.GetGuid(information.Kind) == s_typeDocuments)
            {
                BlobReader rows = _symbols.GetBlobReader(information.Value);
                while (rows.RemainingBytes > 0)
                {
                    yield return MetadataTokens.DocumentHandle(rows.ReadCompressedInteger());
                }
            }
        }
    }

    /// <summary>The path of a document within the project; null for what generators write.</summary>
    private string? Within(DocumentHandle document)
    {
        string path = _symbols.GetString(_symbols.GetDocument(document).Name).Replace('\\', '/');
        int start = path.LastIndexOf(_project, StringComparison.Ordinal);
        return start < 0 || path.IndexOf("/obj/", start, StringComparison.Ordinal) >= 0 ? null : path[(start + _project.Length)..];
    }
}

/// <summary>A type uses a type of another folder.</summary>
/// <param name="From">The folder of the type that uses.</param>
/// <param name="To">The folder of the type that is used, or the assembly where it is another's.</param>
/// <param name="User">The type that uses.</param>
/// <param name="Used">The type that is used.</param>
public sealed record FolderUse(string From, string To, string User, string Used);
