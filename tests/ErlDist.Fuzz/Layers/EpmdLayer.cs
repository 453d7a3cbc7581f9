using System.Text;
using ErlDist.Embedding;
using ErlDist.Epmd;

namespace ErlDist.Fuzz.Layers;

/// <summary>Requests to our EPMD and replies of another one.</summary>
internal sealed class EpmdLayer : IFuzzLayer
{
    private static readonly EpmdEntry s_entry = new("alpha", 38707) { ExtraHex = "0102" };

    private static readonly byte[][] s_seeds =
    [
        new EpmdRequest.Alive(s_entry).Encode()[2..],
        new EpmdRequest.PortPlease("alpha").Encode()[2..],
        new EpmdRequest.Stop("alpha").Encode()[2..],
        new EpmdRequest.Names().Encode()[2..],
        new EpmdRequest.Dump().Encode()[2..],
        new EpmdRequest.Kill().Encode()[2..],
        EpmdReply.EncodeAlive(6, 77),
        EpmdReply.EncodeAlive(5, 3),
        EpmdReply.EncodePort(s_entry),
        EpmdReply.EncodePort(null),
        EpmdReply.EncodeNames(4369, [s_entry, s_entry]),
        EpmdReply.EncodeDump(4369, [s_entry]),
    ];

    public string Name => "epmd";

    public byte[][] MakeCase(Random random) =>
        [Mutator.Mutate(random, s_seeds[random.Next(s_seeds.Length)], s_seeds[random.Next(s_seeds.Length)])];

    public void Run(byte[][] messages)
    {
        byte[] bytes = messages[0];
        if (EpmdRequest.Decode(bytes) is { } request)
        {
            var again = EpmdRequest.Decode(request.Encode().AsSpan(2));
            if (!request.Equals(again))
            {
                throw new FuzzFindException($"{request} comes out as {again}");
            }
        }

        if (bytes is [var tag, ..] && EpmdReply.AliveLength(tag) is > 0 and var length && bytes.Length >= length)
        {
            _ = EpmdReply.DecodeAlive(bytes.AsSpan(0, length));
        }

        if (EpmdReply.TryDecodePort(bytes, out EpmdEntry? entry) && entry is not null
            && !(EpmdReply.TryDecodePort(EpmdReply.EncodePort(entry), out EpmdEntry? copy) && entry.Equals(copy)))
        {
            throw new FuzzFindException($"{entry} comes out as something else");
        }

        if (EpmdReply.TryDecodeText(bytes, out string? text))
        {
            _ = EpmdReply.ParseNames(text);
        }

        _ = EpmdReply.ParseNames(Encoding.Latin1.GetString(bytes));
    }
}
