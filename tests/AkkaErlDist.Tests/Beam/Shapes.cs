using Akka.Actor;
using ErlDist;
using ErlDist.Mapping;

namespace AkkaErlDist.Tests.Beam;

[ErlTuple("order")]
public sealed record Order(long Id, string Item, Colour Colour);

[ErlRecord("subscribe")]
public sealed record Subscribe(IActorRef Who, IActorRef? Other, IReadOnlyList<IActorRef> Rest);

[ErlMap]
public sealed record Options(bool IsOn, Atom Mode, double? Ratio);

[ElixirStruct("Shop.User")]
public sealed record ShopUser(string Name, IReadOnlyList<string> Roles, IActorRef? Owner);

[ErlAtom]
public enum Colour
{
    Red,
    DarkBlue,
}

public sealed record Undeclared(int X);
