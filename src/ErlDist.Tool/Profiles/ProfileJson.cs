using System.Text.Json.Serialization;

namespace ErlDist.Tool.Profiles;

/// <summary>What the file holds.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, string[]>))]
internal sealed partial class ProfileJson : JsonSerializerContext;
