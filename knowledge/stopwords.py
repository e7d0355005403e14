"""Words that ask or join and name nothing, by language. Courtesies count: "please"
finds no document. Words that trade needs (free, without, before, not) are kept."""

from core.folding import folded

_ENGLISH = """
a an and are as at be been but by can could did do does for from get give got had has have he
her hello hi him his how i if in into is it its just kindly let may me might must my of on only
or our ours out over please pls re shall she should so some such tell thank thanks that the
their them then there these they this those to too u up us use want wants was we were what when
where which while who whom why will wish with would you your yours am any also about ask need
like know hey dear good morning afternoon evening sir madam much many long one i'm it's don't
what's ok okay yes
"""
_SPANISH = """
el la los las un una unos unas de del y o u que quien quienes cual cuales cuando donde como cuanto cuanta
cuantos cuantas es son esta estan hay por para con se su sus mi mis me te le les lo al en si
hola buenas buenos dias tardes favor gracias quiero necesito puedo puede pueden tiene tienen ser
estar
"""
_FRENCH = """
le la les un une des du de et ou que qui quoi quel quelle quels quelles quand comment combien
est sont y a par pour avec se ses son sa mon ma mes nous vous je il elle ils elles on en au aux
ce cette ces bonjour bonsoir merci plait svp veux voudrais besoin peux peut pouvez avez avoir
etre faut
"""
_RUSSIAN = """
и в во на с со к ко о об от до за из у не по для при а но или что как какой какая какие какое
какого когда где кто сколько ли же бы это этот эта эти мне меня мы вы вас вам нас нам ваш ваша
ваши наш он она они его ее их есть быть будет можно нужно надо хочу здравствуйте добрый день
пожалуйста спасибо если чтобы
"""
_ARABIC = """
من في على الى عن مع هذا هذه ذلك ما ماذا هل كم كيف متى اين لماذا و او ان كان يكون هو هي نحن انتم
لكم لنا عندكم عندي اريد نريد لو سمحت السلام عليكم مرحبا شكرا يرجى ممكن يمكن هناك التي الذي
"""
_CHINESE = """
什么 怎么 多少 可以 请问 你好 您好 谢谢 我们 你们 他们 是否 能否 有没 没有 的话 如果 哪里 哪个 哪些
几个 需要 想要 我要 这个 那个
"""

STOP_WORDS = frozenset(folded(" ".join((_ENGLISH, _SPANISH, _FRENCH, _RUSSIAN, _ARABIC, _CHINESE))).split())
