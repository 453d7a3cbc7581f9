using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ErlDist.Tool.Output;

/// <summary>The results of a command: a line of text each, or with <c>--json</c> one JSON object a line.</summary>
internal sealed class Results(TextWriter output, bool json)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it is JSON.</summary>
    public bool IsJson => json;

    /// <summary>Writes one result.</summary>
    /// <param name="text">Its line; null where text has none.</param>
    /// <param name="members">The members of its object. A null is left out; terms are Erlang text.</param>
    public void Write(string? text, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        if (json)
        {
            WriteObject(members);
        }
        else if (text is not null)
        {
            output.WriteLine(text);
        }

        output.Flush();
    }

    /// <summary>What a remote process prints, as it prints it.</summary>
    public void WriteOutput(string text)
    {
        if (json)
        {
            WriteObject(("output", text));
        }
        else
        {
            output.Write(text);
        }

        output.Flush();
    }

    private void WriteObject(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_options))
        {
            writer.WriteStartObject();
            foreach ((string? name, object? value) in members)
            {
                if (value is not null)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, value);
                }
            }

            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case IEnumerable<string> parts:
                writer.WriteStartArray();
                foreach (string part in parts)
                {
                    writer.WriteStringValue(part);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
