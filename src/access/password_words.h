/* access/password_words: what people take for a password first, written down here by hand.
 *
 * Small letters, no digits: capitals, l33t, years, digits and what is put behind are the judge's
 * business (password_rule.c). A word stands here because many take it, not because a dictionary has
 * it; four of these together are let pass. One literal, so that the table is one block of bytes. */
#ifndef SEEDBED_ACCESS_PASSWORD_WORDS_H
#define SEEDBED_ACCESS_PASSWORD_WORDS_H

static const char password_words[] =
        /* first the word itself, in many tongues */
        /* as it is */
        "password passwort passwd pass motdepasse contrasena clave senha parola heslo wachtwoord "
        "salasana losenord haslo jelszo sifre parol sandi katasandi katalaluan kunci matkhau mima "
        "passcode passphrase pwd secret secreto geheim segreto rahasia bimat "
        "密码 密碼 我的密码 パスワード 비밀번호 รหัสผ่าน كلمةالسر كلمةالمرور пароль "
        /* doors */
        "admin administrator root user guest test testing tester login logon signin welcome "
        "willkommen bienvenue bienvenido bemvindo access letmein letme open opensesame sesame "
        "enter "
        "default change changeme changeit temp temporary tmp new newpassword oldpassword "
        "mypassword thispassword yourpassword nopassword demo example sample master super "
        "superuser superman system server oracle cisco linux ubuntu debian windows office "
        "company business manager service support public private account email internet computer "
        "laptop iphone android samsung google facebook twitter instagram youtube netflix amazon "
        "microsoft apple github database startup founder mentor incubator accelerator cloud "
        /* endearments and people */
        "iloveyou ilove loveyou love lover lovely loveme forever ever always family mother mommy "
        "mummy "
        "mum daddy father papa mama baby babygirl babyboy girl boy angel princess prince queen "
        "king honey sweet sweetie sweetheart darling sugar cutie beautiful gorgeous pretty sexy "
        "hottie friend friends bestfriend together kiss hello hellokitty hola bonjour hallo ciao "
        "salam namaste nihao woaini tianshi teamo tequiero mahal sayang cinta cintaku aku kamu "
        "anhyeuem emyeuanh yeuem saranghae aishiteru habibi habibti bismillah allah alhamdulillah "
        "inshallah jesus jesuschrist christ god godisgood godislove blessed blessing faith grace "
        "heaven lord amen 我爱你 你好 "
        /* names */
        "michael jordan jennifer jessica michelle daniel david robert john james thomas william "
        "andrew matthew joshua anthony charlie george richard joseph justin brandon nicholas "
        "alexander alex chris christian martin kevin jason steven maria mary anna sarah laura "
        "amanda nicole ashley melissa elizabeth samantha stephanie rachel hannah sophie emma "
        "olivia "
        "carlos juan jose miguel antonio alejandro andrea fernando ricardo eduardo mohammed "
        "muhammad mohamed ahmed ali omar hassan hussein fatima aisha budi agus dewi putri nguyen "
        "linh wang li zhang liu chen yang somchai somsak maggie bailey buddy ginger pepper "
        /* beasts, things, seasons */
        "dragon monkey tiger lion eagle falcon wolf bear panda shark dolphin horse kitty kitten "
        "puppy doggie dog cat bird butterfly bunny rabbit turtle chicken phoenix unicorn spider "
        "sunshine sun moon star stars starlight rainbow flower flowers rose lily jasmine daisy "
        "cherry orange banana chocolate cookie cookies coffee cheese peanut butter candy cupcake "
        "summer winter spring autumn january february march april may june july august september "
        "october november december monday tuesday wednesday thursday friday saturday sunday today "
        "tomorrow morning night midnight silver gold golden diamond crystal purple yellow green "
        "blue red black white pink thunder lightning storm fire ice snow snowball ocean river "
        "mountain island beach paradise music guitar piano rock rockstar metal "
        /* play, heroes, clubs, places */
        "football soccer baseball basketball hockey tennis cricket golf player gamer game games "
        "gaming winner champion number one first lucky happy smile freedom peace dream dreams "
        "magic "
        "wizard merlin ninja samurai warrior knight hunter killer ranger shadow ghost pirate "
        "legend "
        "hero batman spiderman ironman pokemon pikachu naruto goku dragonball mario zelda "
        "minecraft "
        "fortnite roblox starwars skywalker yoda vader matrix trustno trustnoone gandalf frodo "
        "potter harrypotter mustang ferrari porsche mercedes toyota honda harley corvette camaro "
        "liverpool chelsea arsenal manchester united barcelona realmadrid madrid juventus milan "
        "yankees cowboys lakers steelers america brazil brasil india indonesia jakarta singapore "
        "bangkok thailand vietnam hanoi saigon malaysia china beijing shanghai hongkong japan "
        "tokyo "
        "korea london paris berlin africa kenya nigeria mexico canada australia newyork california "
        "texas "
        /* boasts and sighs */
        "whatever nothing something anything nobody fuckyou fuckoff fuck asshole bitch shit "
        "bullshit "
        "crazy stupid idiot loser cool awesome amazing perfect rich money cash dollar million "
        "millionaire success power strong correct horse battery staple correcthorsebatterystaple "
        "abc abcd xyz aaa qwe qwer qwert qwerty qwertz azerty asd asdf zxc zxcv qaz wsx edc qazwsx "
        "qazwsxedc asdfgh zxcvbn zxcvbnm dvorak iop my the your is and for you me i a no not to in "
        "of so its this that are am was very much please thanks thankyou";

#endif
