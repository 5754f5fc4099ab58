(** Claim    K steps of analog SGD W' = W - α(g+ε) - (α/τ)|g+ε|⊙W, g = ∇f(W), |W_k|_inf <= r_k τ, r_k <= r < 1, at
             α = √((f(W_0) - m)/(σ²LK)):
               (1/K) Σ_k E|g_k|² <= 4√((f(W_0) - m)σ²L/K)/(1-r²) + 4σ² (1/K) Σ_k E r_k²/(1-r_k²)
    Partial  analog_sgd_convergence
    Source   EX Thm 2
    Assumes  0 < α, K >= 1; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness), f >= m;
             asymmetric linear device with symmetric point 0 (ρ = 1/τ), or digital weights (ρ = 0);
             at every state met before step K: finitely many outcomes, E ε = 0, E|ε|² <= σ², |W_k|_inf <= r_k τ; the law
             of ε and r_k may depend on all that happened. The published form: f(W_0) > m, σ > 0, L > 0, and α <= 1/L
             with r² <= 1/2 or α <= 1/(2L) with r² <= 3/4; for larger r it is open. The corrected form: αL <= 1 and
             αL (r²+2r-1) <= r² (α <= 1/(2L) always suffices, α <= 1/L does for r <= 1/2). The derived form: α <= 1/L
    Corrected  (1/K) Σ_k E|g_k|² <= (2(f(W_0) - m)/(αK) + 2αLσ² + σ² (1/K) Σ_k E r_k²)/(1-r²); one step:
             E f(W') <= f(W) - (α/2)(1-r_k²)|g|² + (α/2) r_k² σ² + α² L σ²
    Derived  the same with 2σ² (1/K) Σ_k E r_k² and α r_k² σ²; without r, E(1-r_k²)|g_k|² on the left
    Fails    the corrected step, wherever αL (r_k²+2r_k-1) > r_k²: f = (L/2)(w-c)², w = c = r_k τ,
             rare large noise *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation NoisyDescent.
Local Open Scope R_scope.

(** One entry, in units of α: a = αL, ω = W/τ, h = g + e. What a noisy step exceeds the noiseless promise and the cost
    of noise by, constant C: -g(h + ω|h|) + (a/2)(h + ω|h|)² + ((1-ω²)/2) g² - (C ω²/2 + a) e². *)
Definition excess (C a omega g e : R) : R :=
  - g * (g + e + omega * Rabs (g + e)) + a / 2 * (g + e + omega * Rabs (g + e))^2
  + (1 - omega^2) / 2 * g^2 - (C * omega^2 / 2 + a) * e^2.

(** (1-a)(g + ω|h|)² - 2aω e|h| + a e². *)
Definition slack (a omega g e : R) : R :=
  (1 - a) * (g + omega * Rabs (g + e))^2 - 2 * a * omega * e * Rabs (g + e) + a * e^2.

Lemma abs_cases h : (0 <= h /\ Rabs h = h) \/ (h < 0 /\ Rabs h = - h).
Proof. destruct (Rle_dec 0 h); [left | right]; split; try lra; [apply Rabs_pos_eq | apply Rabs_left]; lra. Qed.

Lemma excess_slack C a omega g e :
  excess C a omega g e = - slack a omega g e / 2 + (a - 1 + omega^2) * g * e - (C - 1) * omega^2 / 2 * e^2.
Proof. unfold excess, slack. destruct (abs_cases (g + e)) as [[_ ->]|[_ ->]]; field. Qed.

Lemma slack_mirror a omega g e : slack a (- omega) (- g) (- e) = slack a omega g e.
Proof. unfold slack. replace (- g + - e) with (- (g + e)) by ring. rewrite Rabs_Ropp. ring. Qed.

(** a <= 1/2: a quadratic form in e and g + ω|h|. *)
Lemma slack_slow a omega g e : 0 <= a <= 1 / 2 -> 0 <= slack a omega g e + - 2 * a * g * e.
Proof.
  intros Ha. unfold slack. set (b := g + omega * Rabs (g + e)).
  replace ((1 - a) * b^2 - 2 * a * omega * e * Rabs (g + e) + a * e^2 + - 2 * a * g * e)
    with ((1 - 2 * a) * b^2 + a * (b - e)^2) by (unfold b; ring).
  pose proof (pow2_ge_0 b). pose proof (pow2_ge_0 (b - e)). nra.
Qed.

(** e (|h| - |g|) <= e². *)
Lemma slack_general a omega g e :
  0 <= a <= 1 -> 0 <= omega -> a * (1 - 2 * omega) * e^2 <= slack a omega g e + 2 * a * omega * Rabs g * e.
Proof.
  intros Ha Ho. unfold slack. set (b := g + omega * Rabs (g + e)).
  assert (Hb : 0 <= (1 - a) * b^2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
  assert (He : e * (Rabs (g + e) - Rabs g) <= e^2).
  { destruct (abs_cases (g + e)) as [[]|[]], (abs_cases g) as [[]|[]]; nra. }
  assert (a * omega * (e * (Rabs (g + e) - Rabs g)) <= a * omega * e^2) by (apply Rmult_le_compat_l; [nra | easy]). nra.
Qed.

(** 1/2 <= a, 1/2 <= ω: φ(h) + λ e >= 0 on either side of h = 0. *)
Lemma slack_fast a omega g :
  1 / 2 <= a <= 1 -> 1 / 2 <= omega <= 1 -> a * (omega^2 + 2 * omega - 1) <= omega^2 ->
  exists c, forall e, 0 <= slack a omega g e + c * e.
Proof.
  intros Ha Ho Hs.
  set (up := omega^2 - a * (omega^2 + 2 * omega - 1)). assert (Hu : 0 <= up) by (unfold up; lra).
  set (down := up + 4 * a * omega). assert (Hd : 0 <= down) by (unfold down; nra).
  assert (Ep : forall e, 0 <= g + e -> slack a omega g e = up * (g + e)^2 + 2 * g * (omega - a) * (g + e) + g^2).
  { intros e He. unfold slack. rewrite Rabs_pos_eq by easy. unfold up. ring. }
  assert (Em : forall e, g + e < 0 -> slack a omega g e = down * (g + e)^2 - 2 * g * (omega + a) * (g + e) + g^2).
  { intros e He. unfold slack. rewrite Rabs_left by easy. unfold down, up. ring. }
  assert (Hsq : forall q x, 0 <= q -> 0 <= q * x^2) by (intros; apply Rmult_le_pos; [easy | apply pow2_ge_0]).
  destruct (Rle_dec 0 g) as [Hg|Hg].
  - set (m := Rmax 0 (2 * (a - omega))).
    assert (Hm : 0 <= m <= 1 /\ 2 * (a - omega) <= m).
    { unfold m. pose proof (Rmax_l 0 (2 * (a - omega))). pose proof (Rmax_r 0 (2 * (a - omega))).
      split; [split|]; [easy | apply Rmax_lub; lra | easy]. }
    exists (m * g). intros e. set (h := g + e). replace e with (h - g) at 2 by (unfold h; ring).
    pose proof (Hsq (1 - m) g ltac:(lra)).
    destruct (Rle_dec 0 h) as [Hh|Hh].
    + rewrite (Ep e Hh). fold h. pose proof (Hsq up h Hu).
      assert (0 <= (2 * (omega - a) + m) * (g * h)) by (apply Rmult_le_pos; [lra | now apply Rmult_le_pos]). nra.
    + rewrite (Em e ltac:(fold h; lra)). fold h. pose proof (Hsq down h Hd).
      assert (0 <= (2 * (omega + a) - m) * (g * - h)) by (apply Rmult_le_pos; [lra | apply Rmult_le_pos; lra]). nra.
  - set (m := 2 * down - 2 * (omega + a)).
    assert (Ed : down = (1 - a) * (1 - omega)^2 + 2 * (omega + a) - 1) by (unfold down, up; ring).
    pose proof (Hsq (1 - a) (1 - omega) ltac:(lra)) as Hr.
    exists (m * - g). intros e. set (h := g + e). replace e with (h - g) at 2 by (unfold h; ring).
    destruct (Rle_dec 0 h) as [Hh|Hh].
    + rewrite (Ep e Hh). fold h. pose proof (Hsq up h Hu).
      assert (0 <= (m - 2 * (omega - a)) * (- g * h)).
      { apply Rmult_le_pos; [unfold m; lra | apply Rmult_le_pos; lra]. }
      pose proof (Hsq (1 + m) g ltac:(unfold m; lra)). nra.
    + rewrite (Em e ltac:(fold h; lra)). fold h. pose proof (Hsq down (h - g) Hd).
      pose proof (Hsq ((1 - a) * (1 - omega)^2) g Hr). unfold m. nra.
Qed.

(** The condition at r holds at every smaller |ω|. *)
Lemma rate_condition a r omega :
  0 <= a <= 1 -> 0 <= omega <= r -> r <= 1 -> a * (r^2 + 2 * r - 1) <= r^2 ->
  a * (omega^2 + 2 * omega - 1) <= omega^2.
Proof.
  intros Ha Ho Hr H. destruct (Rle_dec a (1 / 2)) as [Hs|Hs].
  - assert (0 <= ((1 - a) * omega - a)^2 + a * (1 - 2 * a)) by (pose proof (pow2_ge_0 ((1 - a) * omega - a)); nra).
    apply Rnot_lt_le; intros Hlt. nra.
  - assert (0 <= (r - omega) * (2 * a - (1 - a) * (omega + r))) by (apply Rmult_le_pos; nra). nra.
Qed.

Lemma slow_rate a r : 0 <= a <= 1 / 2 -> a * (r^2 + 2 * r - 1) <= r^2.
Proof.
  intros Ha. pose proof (pow2_ge_0 (1 - r)). pose proof (pow2_ge_0 r).
  assert (0 <= (1 - 2 * a) * r^2) by (apply Rmult_le_pos; lra).
  assert (0 <= a * (1 - r)^2) by (apply Rmult_le_pos; lra). nra.
Qed.

(** ω of either sign. *)
Lemma entry_bound C a omega g r :
  0 <= a <= 1 -> Rabs omega <= r -> r <= 1 ->
  (C = 1 /\ a * (r^2 + 2 * r - 1) <= r^2 \/ C = 2) -> exists c, forall e, excess C a omega g e <= c * e.
Proof.
  intros Ha Ho Hr HC. pose proof (Rabs_pos omega) as Hp.
  (* for ω >= 0 *)
  assert (H : forall omega g, 0 <= omega <= r ->
              exists c, forall e, 0 <= slack a omega g e + (C - 1) * omega^2 * e^2 + c * e).
  { clear omega g Ho Hp. intros omega g Ho. destruct HC as [[-> HC]| ->].
    - destruct (Rle_dec a (1 / 2)); [|destruct (Rle_dec omega (1 / 2))].
      + exists (-2 * a * g). intros e. pose proof (slack_slow a omega g e ltac:(lra)). lra.
      + exists (2 * a * omega * Rabs g). intros e. pose proof (slack_general a omega g e Ha ltac:(lra)).
        assert (0 <= a * (1 - 2 * omega) * e^2) by (apply Rmult_le_pos; [nra | apply pow2_ge_0]). lra.
      + pose proof (rate_condition a r omega Ha Ho Hr HC).
        destruct (slack_fast a omega g) as (c & Hc); try lra. exists c. intros e. specialize (Hc e). lra.
    - exists (2 * a * omega * Rabs g). intros e. pose proof (slack_general a omega g e Ha ltac:(lra)).
      assert (0 <= a * ((1 - omega) * e)^2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
      assert (0 <= (1 - a) * (omega * e)^2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). nra. }
  destruct (abs_cases omega) as [[Hs E]|[Hs E]]; rewrite E in Ho.
  - destruct (H omega g ltac:(lra)) as (c & Hc). exists (c / 2 + (a - 1 + omega^2) * g). intros e.
    rewrite excess_slack. specialize (Hc e). lra.
  - destruct (H (- omega) (- g) ltac:(lra)) as (c & Hc). exists (- c / 2 + (a - 1 + omega^2) * g). intros e.
    rewrite excess_slack. specialize (Hc (- e)). rewrite slack_mirror in Hc.
    replace ((- omega)^2 * (- e)^2) with (omega^2 * e^2) in Hc by ring. nra.
Qed.

Section Descent.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (run : random_run) (rho sigma alpha C : R).
  Variable r : state run -> R.
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * L <= 1.
  Hypothesis steps : follows n (linear_update rho) alpha g run.

  (** C = 1 where the rate allows it at the saturation degree r, else C = 2. *)
  Definition rate_allows (C r : R) : Prop := C = 1 /\ alpha * L * (r^2 + 2 * r - 1) <= r^2 \/ C = 2.

  Definition in_range (x : state run) : Prop :=
    (forall i, (i < n)%nat -> Rabs (rho * weight run x i) <= r x) /\ r x <= 1.

  Lemma analog_step x :
    centered_noise n sigma run x -> in_range x -> rate_allows C (r x) ->
    expect run x (fun j => f (weight run (next run x j))) + alpha / 2 * ((1 - (r x)^2) * norm_sq n (g (weight run x)))
    <= f (weight run x) + (C * alpha / 2 * (r x)^2 + alpha^2 * L) * sigma^2.
  Proof.
    intros (Hp & He & Hv) (Hr & Hr1) HC. set (W := weight run x) in *.
    set (B := C * alpha / 2 * (r x)^2 + alpha^2 * L).
    assert (HC1 : 1 <= C) by (destruct HC as [[-> _]| ->]; lra).
    assert (HB : 0 <= B).
    { unfold B. assert (0 <= C * alpha / 2 * (r x)^2) by (apply Rmult_le_pos; [nra | apply pow2_ge_0]).
      pose proof (pow2_ge_0 alpha). nra. }
    pose proof (separable_step n L f g _ _ W (fun j => weight run (next run x j))
                  (fun i => - (alpha / 2 * (1 - (r x)^2)) * (g W i)^2 + B * expect run x (fun j => (noise run x j i)^2))
                  f_bound Hp) as H.
    unfold expect in H. rewrite sum_of_plus, !sum_of_scal, <- variance_entries in H.
    fold (norm_sq n (g W)) in H. set (noise_sq := variance n _ _ _) in *.
    assert (B * noise_sq <= B * sigma^2) by now apply Rmult_le_compat_l.
    enough (expect run x (fun j => f (weight run (next run x j)))
            <= f W + (- (alpha / 2 * (1 - (r x)^2)) * norm_sq n (g W) + B * noise_sq)) by lra.
    apply H; clear H. intros i Hi. set (G := g W i). set (omega := rho * W i).
    assert (Ho : Rabs omega <= r x) by now apply Hr.
    destruct (entry_bound C (alpha * L) omega G (r x)) as (c & Hc); try easy; [nra|].
    apply expected_at_most with (lambda := alpha * c); [easy | now apply He |].
    intros j Hj. rewrite (steps x j i Hj Hi). fold W. fold G. set (e := noise run x j i) in *.
    specialize (Hc e). unfold linear_update. fold omega.
    rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by lra.
    assert (Hsq : omega^2 <= (r x)^2) by now apply square_at_most.
    assert (Hg : alpha * omega^2 * G^2 <= alpha * (r x)^2 * G^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0 | apply Rmult_le_compat_l; lra]. }
    assert (HE : C * alpha * omega^2 * e^2 <= C * alpha * (r x)^2 * e^2).
    { apply Rmult_le_compat_r; [apply pow2_ge_0 | apply Rmult_le_compat_l; nra]. }
    apply (Rmult_le_compat_l alpha) in Hc; [|lra]. unfold excess in Hc. unfold B.
    set (u := G + e + omega * Rabs (G + e)) in *.
    replace (W i + - alpha * (G + e) - alpha * Rabs (G + e) * omega - W i) with (- alpha * u) by (unfold u; ring).
    nra.
  Qed.
End Descent.

Lemma at_most_quotient a b c : 0 < c -> c * a <= b -> a <= b / c.
Proof. intros Hc H. apply (Rmult_le_reg_l c); [easy|]. now replace (c * (b / c)) with b by (field; lra). Qed.

Section Sums.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R).
  Variables (run : random_run) (start : state run) (rho sigma alpha C : R) (r : state run -> R) (K : nat).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis f_floor : forall W, minimum <= f W.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * L <= 1.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis steps : follows n (linear_update rho) alpha g run.
  Hypothesis run_noise : forall x, met run K start x -> centered_noise n sigma run x.
  Hypothesis run_range : forall x, met run K start x -> in_range n run rho r x.

  Let gap := f (weight run start) - minimum.
  Let squares := fun x => norm_sq n (g (weight run x)).

  Let laws : forall x, met run K start x -> distribution (outcomes run x) (probability run x).
  Proof. intros x Hx. now apply run_noise. Qed.

  Let K_real : 0 < INR K.
  Proof. now apply lt_0_INR. Qed.

  Lemma weighted_mean :
    (forall x, met run K start x -> rate_allows L alpha C (r x)) ->
    run_mean run K (fun x => (1 - (r x)^2) * squares x) start
    <= 2 * gap / (alpha * INR K) + 2 * alpha * L * sigma^2 + C * sigma^2 * run_mean run K (fun x => (r x)^2) start.
  Proof.
    intros HC.
    pose proof (mean_descent run K (fun x => f (weight run x)) (fun x => alpha / 2 * ((1 - (r x)^2) * squares x))
      (fun x => C * alpha / 2 * sigma^2 * (r x)^2 + alpha^2 * L * sigma^2)
      minimum start K_pos (fun x _ => f_floor _) laws) as H.
    cbv beta in H. fold gap in H.
    rewrite run_mean_plus, !run_mean_scal, run_mean_const in H by easy.
    apply (Rmult_le_reg_l (alpha / 2)); [lra|].
    set (saturation := run_mean run K (fun x => (r x)^2) start) in *.
    replace (alpha / 2 * (2 * gap / (alpha * INR K) + 2 * alpha * L * sigma^2 + C * sigma^2 * saturation))
      with (gap / INR K + (C * alpha / 2 * sigma^2 * saturation + alpha^2 * L * sigma^2)) by (field; lra).
    apply H; intros x Hx.
    pose proof (analog_step n L f g run rho sigma alpha C r f_bound L_nonneg alpha_pos alpha_small steps x
                  (run_noise x Hx) (run_range x Hx) (HC x Hx)). unfold squares. lra.
  Qed.

  Variable top : R.
  Hypothesis r_top : forall x, met run K start x -> 0 <= r x <= top.
  Hypothesis top_small : 0 <= top < 1.
  Hypothesis rate : rate_allows L alpha C top.

  Lemma rate_at x : met run K start x -> rate_allows L alpha C (r x).
  Proof.
    intros Hx. pose proof (r_top x Hx). destruct rate as [[-> Hc]| ->]; [left | now right]. split; [easy|].
    apply rate_condition with top; try lra. nra.
  Qed.

  Lemma plain_mean :
    run_mean run K squares start
    <= (2 * gap / (alpha * INR K) + 2 * alpha * L * sigma^2 + C * sigma^2 * run_mean run K (fun x => (r x)^2) start)
       / (1 - top^2).
  Proof.
    apply at_most_quotient; [nra|].
    eapply Rle_trans; [|apply (weighted_mean rate_at)]. rewrite <- run_mean_scal. apply run_mean_le; [easy|].
    intros x Hx. pose proof (r_top x Hx). apply Rmult_le_compat_r; [apply norm_sq_nonneg | nra].
  Qed.

  (** At α = √(gap/(σ²LK)) both terms in α are equal. *)
  Lemma rate_terms :
    0 < gap -> 0 < sigma -> 0 < L -> alpha = sqrt (gap / (sigma^2 * L * INR K)) ->
    2 * gap / (alpha * INR K) + 2 * alpha * L * sigma^2 = 4 * sqrt (gap * sigma^2 * L / INR K).
  Proof.
    intros Hg Hs HL Ha. assert (Hs2 : 0 < sigma^2) by nra.
    assert (Hd : 0 < sigma^2 * L * INR K) by (apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat | easy]).
    assert (Hsq : alpha^2 = gap / (sigma^2 * L * INR K)).
    { rewrite Ha. apply pow2_sqrt. left. now apply Rdiv_lt_0_compat. }
    assert (Hgap : gap = alpha^2 * (sigma^2 * L * INR K)) by (rewrite Hsq; field; lra).
    assert (E : gap * sigma^2 * L / INR K = (alpha * L * sigma^2)^2) by (rewrite Hgap; field; lra).
    rewrite E, sqrt_pow2 by (apply Rmult_le_pos; [apply Rmult_le_pos|]; lra). rewrite Hgap at 1. field. lra.
  Qed.

  Lemma published_mean :
    C <= 4 * (1 - top^2) -> 0 < gap -> 0 < sigma -> 0 < L -> alpha = sqrt (gap / (sigma^2 * L * INR K)) ->
    run_mean run K squares start
    <= 4 * sqrt (gap * sigma^2 * L / INR K) / (1 - top^2)
       + 4 * sigma^2 * run_mean run K (fun x => (r x)^2 / (1 - (r x)^2)) start.
  Proof.
    intros HC Hg Hs HL Ha. pose proof plain_mean as H. rewrite (rate_terms Hg Hs HL Ha) in H.
    eapply Rle_trans; [exact H|]. assert (Hd : 0 < 1 - top^2) by nra.
    unfold Rdiv at 1 2. rewrite Rmult_plus_distr_r. apply Rplus_le_compat_l. rewrite <- !run_mean_scal.
    rewrite Rmult_comm, <- run_mean_scal. apply run_mean_le; [easy|]. intros x Hx. pose proof (r_top x Hx).
    assert (Hdx : 1 - top^2 <= 1 - (r x)^2) by nra. pose proof (pow2_ge_0 (r x)).
    apply (Rmult_le_reg_l ((1 - top^2) * (1 - (r x)^2))); [apply Rmult_lt_0_compat; lra|].
    replace ((1 - top^2) * (1 - (r x)^2) * (/ (1 - top^2) * (C * sigma^2 * (r x)^2)))
      with (C * (1 - (r x)^2) * (sigma^2 * (r x)^2)) by (field; lra).
    replace ((1 - top^2) * (1 - (r x)^2) * (4 * sigma^2 * ((r x)^2 / (1 - (r x)^2))))
      with (4 * (1 - top^2) * (sigma^2 * (r x)^2)) by (field; lra).
    apply Rmult_le_compat_r; [apply Rmult_le_pos; [apply pow2_ge_0 | easy]|].
    destruct rate as [[HC1 _]|HC1]; nra.
  Qed.
End Sums.

Theorem analog_sgd_convergence_corrected
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (rho sigma alpha top : R) (r : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) ->
  0 < alpha -> alpha * L <= 1 -> alpha * L * (top^2 + 2 * top - 1) <= top^2 -> (0 < K)%nat ->
  follows n (linear_update rho) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> Rabs (rho * weight run x i) <= r x) ->
  (forall x, met run K start x -> 0 <= r x <= top) -> 0 <= top < 1 ->
  run_mean run K (fun x => norm_sq n (g (weight run x))) start
  <= (2 * (f (weight run start) - minimum) / (alpha * INR K) + 2 * alpha * L * sigma^2
      + sigma^2 * run_mean run K (fun x => (r x)^2) start) / (1 - top^2).
Proof.
  intros Hf HL Hm Ha Ha1 Hrate HK Hs Hn Hr Ht Ht1.
  pose proof (plain_mean n L f g minimum run start rho sigma alpha 1 r K Hf HL Hm Ha Ha1 HK Hs Hn) as H.
  rewrite Rmult_1_l in H. apply H; try easy; [|now left].
  intros x Hx. split; [intros; now apply Hr|]. specialize (Ht x Hx). lra.
Qed.

Theorem analog_sgd_convergence_derived
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (rho sigma alpha top : R) (r : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) ->
  0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  follows n (linear_update rho) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> Rabs (rho * weight run x i) <= r x) ->
  (forall x, met run K start x -> 0 <= r x <= top) -> 0 <= top < 1 ->
  run_mean run K (fun x => norm_sq n (g (weight run x))) start
  <= (2 * (f (weight run start) - minimum) / (alpha * INR K) + 2 * alpha * L * sigma^2
      + 2 * sigma^2 * run_mean run K (fun x => (r x)^2) start) / (1 - top^2).
Proof.
  intros Hf HL Hm Ha Ha1 HK Hs Hn Hr Ht Ht1.
  apply (plain_mean n L f g minimum run start rho sigma alpha 2 r K); try easy; [|now right].
  intros x Hx. split; [intros; now apply Hr|]. specialize (Ht x Hx). lra.
Qed.

(** Without an upper bound r < 1 of all r_k. *)
Theorem analog_sgd_convergence_derived_weighted
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (rho sigma alpha C : R) (r : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) -> 0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  follows n (linear_update rho) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> Rabs (rho * weight run x i) <= r x) ->
  (forall x, met run K start x -> r x <= 1) ->
  (C = 1 /\ (forall x, met run K start x -> alpha * L * ((r x)^2 + 2 * r x - 1) <= (r x)^2) \/ C = 2) ->
  run_mean run K (fun x => (1 - (r x)^2) * norm_sq n (g (weight run x))) start
  <= 2 * (f (weight run start) - minimum) / (alpha * INR K) + 2 * alpha * L * sigma^2
     + C * sigma^2 * run_mean run K (fun x => (r x)^2) start.
Proof.
  intros Hf HL Hm Ha Ha1 HK Hs Hn Hr Hr1 HC.
  apply (weighted_mean n L f g minimum run start rho); try easy.
  - intros x Hx. split; [intros; now apply Hr | now apply Hr1].
  - intros x Hx. destruct HC as [[-> HC]| ->]; [left; split; [easy | now apply HC] | now right].
Qed.

Theorem analog_sgd_convergence_corrected_step
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector)
  (run : random_run) (x : state run) (rho sigma alpha r : R) :
  quadratic_bound n L f g -> 0 <= L -> 0 < alpha -> alpha * L <= 1 -> alpha * L * (r^2 + 2 * r - 1) <= r^2 ->
  follows n (linear_update rho) alpha g run -> centered_noise n sigma run x ->
  (forall i, (i < n)%nat -> Rabs (rho * weight run x i) <= r) -> r <= 1 ->
  expect run x (fun j => f (weight run (next run x j)))
  <= f (weight run x) - alpha / 2 * (1 - r^2) * norm_sq n (g (weight run x))
     + alpha / 2 * r^2 * sigma^2 + alpha^2 * L * sigma^2.
Proof.
  intros Hf HL Ha Ha1 Hrate Hs Hn Hr Hr1.
  pose proof (analog_step n L f g run rho sigma alpha 1 (fun _ => r) Hf HL Ha Ha1 Hs x Hn (conj Hr Hr1)
                (or_introl (conj eq_refl Hrate))). lra.
Qed.

Theorem analog_sgd_convergence_derived_step
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector)
  (run : random_run) (x : state run) (rho sigma alpha r : R) :
  quadratic_bound n L f g -> 0 <= L -> 0 < alpha -> alpha * L <= 1 ->
  follows n (linear_update rho) alpha g run -> centered_noise n sigma run x ->
  (forall i, (i < n)%nat -> Rabs (rho * weight run x i) <= r) -> r <= 1 ->
  expect run x (fun j => f (weight run (next run x j)))
  <= f (weight run x) - alpha / 2 * (1 - r^2) * norm_sq n (g (weight run x))
     + alpha * r^2 * sigma^2 + alpha^2 * L * sigma^2.
Proof.
  intros Hf HL Ha Ha1 Hs Hn Hr Hr1.
  pose proof (analog_step n L f g run rho sigma alpha 2 (fun _ => r) Hf HL Ha Ha1 Hs x Hn (conj Hr Hr1)
                (or_intror eq_refl)). lra.
Qed.

(** The corrected step is false wherever its condition on the rate is: rare large noise at the minimum, ε = M with
    probability 1/(M²+1), else -1/M. *)
Theorem analog_sgd_convergence_corrected_step_faster_fails (L alpha tau r : R) :
  0 < L -> 0 < alpha -> 0 < tau -> 0 < r <= 1 -> r^2 < alpha * L * (r^2 + 2 * r - 1) ->
  ~ (forall (n : nat) (f : vector -> R) (g : vector -> vector) (run : random_run) (x : state run) (sigma : R),
     smooth n L f g -> follows n (ald_update tau) alpha g run -> centered_noise n sigma run x ->
     (forall i, (i < n)%nat -> Rabs (weight run x i) <= r * tau) ->
     (exists i, (i < n)%nat /\ Rabs (weight run x i) = r * tau) ->
     expect run x (fun j => f (weight run (next run x j)))
     <= f (weight run x) - alpha / 2 * (1 - r^2) * norm_sq n (g (weight run x))
        + alpha / 2 * r^2 * sigma^2 + alpha^2 * L * sigma^2).
Proof.
  intros HL Ha Ht Hr Hfast H. set (a := alpha * L) in *. assert (Hpos : 0 < a) by now apply Rmult_lt_0_compat.
  set (delta := a * (r^2 + 2 * r - 1) - r^2). assert (Hd : 0 < delta) by (unfold delta; lra).
  set (M := 4 * r * a / delta + 1). assert (Hra : 0 < 4 * r * a / delta) by (apply Rdiv_lt_0_compat; nra).
  assert (HM : 4 * r * a < delta * M^2).
  { assert (delta * M = 4 * r * a + delta) by (unfold M; field; lra). assert (1 < M) by (unfold M; lra).
    assert (0 < delta * M * (M - 1)) by (repeat apply Rmult_lt_0_compat; lra). lra. }
  assert (HM1 : 1 < M) by (unfold M; lra). set (p := / (M^2 + 1)).
  assert (Hp : p * (M^2 + 1) = 1) by (unfold p; field; nra). assert (Hp0 : 0 < p) by (apply Rinv_0_lt_compat; nra).
  set (w := r * tau). set (e := fun (_ : vector) j (_ : nat) => two_values M (- / M) j).
  set (run := weight_run (ald_update tau) alpha (quadratic_gradient L w) 2 (fun _ => two_values p (1 - p)) e).
  assert (Hw : 0 < w) by (unfold w; nra). assert (Hi : M * / M = 1) by (field; lra).
  assert (Hm0 : 0 < / M) by (apply Rinv_0_lt_compat; lra).
  assert (Hn : centered_noise 1 1 run (fun _ => w)).
  { split; [apply (two_values_law p); nra|].
    assert (E : (1 - p) * / M = p * M) by (replace (1 - p) with (p * M^2) by lra; field; lra).
    split; [intros i _|]; unfold variance, expected, norm_sq; simpl; nra. }
  specialize (H 1%nat (quadratic L w) (quadratic_gradient L w) run (fun _ => w) 1 (quadratic_smooth L w ltac:(lra))
                (weight_run_follows _ _ _ _ _ _ _) Hn).
  specialize (H ltac:(intros; simpl; rewrite Rabs_pos_eq; unfold w in *; lra)
                ltac:(exists O; split; [lia | simpl; rewrite Rabs_pos_eq; unfold w in *; lra])).
  assert (E0 : ald_update tau w (- alpha * (L * (w - w) + M)) - w = - (alpha * M * (1 + r))).
  { unfold ald_update. rewrite Rabs_left by nra. unfold w. field. lra. }
  assert (E1 : ald_update tau w (- alpha * (L * (w - w) + - / M)) - w = alpha * / M * (1 - r)).
  { unfold ald_update. rewrite Rabs_pos_eq by nra. unfold w. field. lra. }
  unfold expect, expected, run, weight_run, quadratic, norm_sq in H. cbn [sum_of weight next outcomes probability] in H.
  unfold e, quadratic_gradient in H. cbn [two_values] in H. rewrite E0, E1 in H.
  assert (Em : (1 - p) * (alpha * / M * (1 - r))^2 = alpha^2 * (1 - r)^2 * p).
  { replace (1 - p) with (p * M^2) by lra. field. lra. }
  assert (Ep : p * M^2 = 1 - p) by lra.
  assert (Hlhs : alpha * (a / 2 * ((1 + r)^2 * (1 - p) + (1 - r)^2 * p)) <= alpha * (r^2 / 2 + a)).
  { unfold a. replace (alpha * (alpha * L / 2 * ((1 + r)^2 * (1 - p) + (1 - r)^2 * p)))
      with (p * (L / 2 * (- (alpha * M * (1 + r)))^2) + (1 - p) * (L / 2 * (alpha * / M * (1 - r))^2)).
    - replace (w - w) with 0 in H by ring. lra.
    - replace ((1 - p) * (L / 2 * (alpha * / M * (1 - r))^2)) with (L / 2 * ((1 - p) * (alpha * / M * (1 - r))^2))
        by ring.
      rewrite Em. replace (p * (L / 2 * (- (alpha * M * (1 + r)))^2)) with (L / 2 * alpha^2 * (1 + r)^2 * (p * M^2))
        by ring.
      rewrite Ep. field. }
  apply Rmult_le_reg_l in Hlhs; [|easy].
  (* a(r²+2r-1 - 4rp) <= r² against δ > 4rap *)
  assert (Hfin : delta <= 4 * r * a * p) by (unfold delta; nra).
  assert (delta * (M^2 + 1) <= 4 * r * a) by (apply (Rmult_le_compat_r (M^2 + 1)) in Hfin; nra). nra.
Qed.

Theorem analog_sgd_convergence
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (rho sigma alpha top : R) (r : state run -> R) (K : nat) :
  quadratic_bound n L f g -> 0 < L -> (forall W, minimum <= f W) -> 0 < sigma -> minimum < f (weight run start) ->
  alpha = sqrt ((f (weight run start) - minimum) / (sigma^2 * L * INR K)) -> (0 < K)%nat ->
  (alpha * L <= 1 /\ top^2 <= 1 / 2) \/ (alpha * L <= 1 / 2 /\ top^2 <= 3 / 4) ->
  follows n (linear_update rho) alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  (forall x i, met run K start x -> (i < n)%nat -> Rabs (rho * weight run x i) <= r x) ->
  (forall x, met run K start x -> 0 <= r x <= top) -> 0 <= top < 1 ->
  run_mean run K (fun x => norm_sq n (g (weight run x))) start
  <= 4 * sqrt ((f (weight run start) - minimum) * sigma^2 * L / INR K) / (1 - top^2)
     + 4 * sigma^2 * run_mean run K (fun x => (r x)^2 / (1 - (r x)^2)) start.
Proof.
  intros Hf HL Hm Hsg Hgap Ha HK Hrate Hs Hn Hr Ht Ht1.
  assert (HKr : 0 < INR K) by now apply lt_0_INR.
  assert (Hpos : 0 < alpha).
  { rewrite Ha. apply sqrt_lt_R0, Rdiv_lt_0_compat; [lra|].
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; nra | easy]. }
  assert (Hrange : forall x, met run K start x -> in_range n run rho r x).
  { intros x Hx. split; [intros; now apply Hr|]. specialize (Ht x Hx). lra. }
  assert (0 < f (weight run start) - minimum) by lra.
  destruct Hrate as [[Ha1 Htop]|[Ha1 Htop]].
  - apply (published_mean n L f g minimum run start rho sigma alpha 2 r K); try easy; try lra. now right.
  - apply (published_mean n L f g minimum run start rho sigma alpha 1 r K); try easy; try lra.
    left. split; [easy|]. assert (0 <= alpha * L) by (apply Rmult_le_pos; lra).
    apply slow_rate; lra.
Qed.
