(** Gradients of strongly convex smooth functions: <∇f(x)-∇f(y), x-y> >= μL/(μ+L)|x-y|² + |∇f(x)-∇f(y)|²/(μ+L), from
    f(x) + <∇f(x), y-x> + (μ/2)|y-x|² <= f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|². *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Smoothness.
Local Open Scope R_scope.

Section Convex.
  Variables (n : nat) (mu L : R) (f : vector -> R) (grad : vector -> vector).
  Hypotheses (Hlow : strongly_convex n mu f grad) (Hhigh : quadratic_bound n L f grad).

  (** What convexity leaves at the point y + s/(L-μ), s = ∇f(x)-∇f(y) - μ(x-y). *)
  Lemma convexity_gap x y :
    mu < L ->
    f x + dot n (grad x) (sub y x) + mu / 2 * norm_sq n (sub y x)
      + / (2 * (L - mu)) * norm_sq n (fun i => grad x i - grad y i - mu * (x i - y i)) <= f y.
  Proof.
    intros HM. set (z := fun i => y i + (grad x i - grad y i - mu * (x i - y i)) / (L - mu)).
    pose proof (Hlow x z) as H1. pose proof (Hhigh y z) as H2.
    assert (E : dot n (grad x) (sub z x) + mu / 2 * norm_sq n (sub z x)
                - (dot n (grad y) (sub z y) + L / 2 * norm_sq n (sub z y))
                = dot n (grad x) (sub y x) + mu / 2 * norm_sq n (sub y x)
                  + / (2 * (L - mu)) * norm_sq n (fun i => grad x i - grad y i - mu * (x i - y i))).
    { unfold dot, norm_sq. rewrite <- !sum_of_scal, <- !sum_of_plus, <- sum_of_minus.
      apply sum_of_ext. intros i _. unfold sub, z. field. lra. }
    lra.
  Qed.

  Lemma cocoercive_strict x y :
    mu < L ->
    mu * L * norm_sq n (sub x y) + norm_sq n (sub (grad x) (grad y))
        <= (mu + L) * dot n (sub (grad x) (grad y)) (sub x y).
  Proof.
    intros HM. pose proof (convexity_gap x y HM) as H1. pose proof (convexity_gap y x HM) as H2.
    assert (E : (dot n (grad x) (sub y x) + mu / 2 * norm_sq n (sub y x)
                 + / (2 * (L - mu)) * norm_sq n (fun i => grad x i - grad y i - mu * (x i - y i)))
                + (dot n (grad y) (sub x y) + mu / 2 * norm_sq n (sub x y)
                   + / (2 * (L - mu)) * norm_sq n (fun i => grad y i - grad x i - mu * (y i - x i)))
                = / (L - mu) * ((mu * L * norm_sq n (sub x y) + norm_sq n (sub (grad x) (grad y)))
                                - (mu + L) * dot n (sub (grad x) (grad y)) (sub x y))).
    { unfold dot, norm_sq. rewrite <- !sum_of_scal, <- !sum_of_plus, <- sum_of_minus, <- sum_of_scal.
      apply sum_of_ext. intros i _. unfold sub. field. lra. }
    set (gap := mu * L * norm_sq n (sub x y) + norm_sq n (sub (grad x) (grad y))) in *.
    set (inner := (mu + L) * dot n (sub (grad x) (grad y)) (sub x y)) in *.
    assert (HE : / (L - mu) * (gap - inner) <= 0) by lra.
    assert (Hi : 0 < / (L - mu)) by (apply Rinv_0_lt_compat; lra). nra.
  Qed.
End Convex.

Lemma cocoercive n mu L f grad x y :
  strongly_convex n mu f grad -> quadratic_bound n L f grad -> mu <= L ->
  mu * L * norm_sq n (sub x y) + norm_sq n (sub (grad x) (grad y))
      <= (mu + L) * dot n (sub (grad x) (grad y)) (sub x y).
Proof.
  intros Hlow Hhigh HM.
  set (d := norm_sq n (sub x y)). set (q := norm_sq n (sub (grad x) (grad y))).
  set (a := dot n (sub (grad x) (grad y)) (sub x y)).
  (* For every larger L, hence in the limit. *)
  assert (H : forall t, 0 < t -> mu * (L + t) * d + q <= (mu + (L + t)) * a).
  { intros t Ht. apply (cocoercive_strict n mu (L + t) f grad Hlow); [|lra].
    intros u v. specialize (Hhigh u v). pose proof (norm_sq_nonneg n (sub v u)). nra. }
  apply Rnot_lt_le. intros N. set (gap := mu * L * d + q - (mu + L) * a).
  assert (Hgap : 0 < gap) by (unfold gap; lra).
  destruct (Rle_or_lt a (mu * d)) as [Ha|Ha].
  - specialize (H 1 ltac:(lra)). unfold gap in Hgap. nra.
  - set (t := gap / (2 * (a - mu * d))). assert (Ht : 0 < t) by (apply Rdiv_lt_0_compat; lra).
    specialize (H t Ht). assert (E : t * (a - mu * d) = gap / 2) by (unfold t; field; lra). unfold gap in *. nra.
Qed.

(** |∇f(x)| >= μ|x-W*| where W* is critical. *)
Lemma gradient_grows n mu f grad x Wstar :
  strongly_convex n mu f grad -> 0 < mu -> (forall i, (i < n)%nat -> grad Wstar i = 0) ->
  mu^2 * norm_sq n (sub x Wstar) <= norm_sq n (grad x).
Proof.
  intros H Hmu Hstar. pose proof (H x Wstar) as H1. pose proof (H Wstar x) as H2.
  rewrite (dot_ext n (grad Wstar) (fun _ => 0 * 0) _ (sub x Wstar)) in H2
    by (intros; first [rewrite Hstar by easy; ring | reflexivity]).
  rewrite (dot_scal_l n 0 (fun _ => 0)) in H2.
  assert (HN : norm_sq n (sub Wstar x) = norm_sq n (sub x Wstar)) by (apply sum_of_ext; intros; unfold sub; ring).
  assert (HD : dot n (grad x) (sub Wstar x) = - dot n (grad x) (sub x Wstar)).
  { rewrite (dot_ext n (grad x) (grad x) _ (fun i => -1 * sub x Wstar i)) by (intros; unfold sub; ring).
    rewrite dot_scal_r. ring. }
  rewrite HN, HD in H1. set (d := norm_sq n (sub x Wstar)) in *.
  pose proof (norm_sq_nonneg n (fun i => grad x i - mu * sub x Wstar i)) as HS.
  rewrite (norm_sq_minus n (grad x) (fun i => mu * sub x Wstar i)), norm_sq_scal, dot_scal_r in HS. fold d in HS. nra.
Qed.
