using System.Text.Json;
using System.Text.Json.Serialization;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Profiles;

/// <summary>What the file holds.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, string[]>))]
internal sealed partial class ProfileJson : JsonSerializerContext;
